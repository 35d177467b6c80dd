import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../local/stack/synthesize.ts';
import { temporaryHome } from '../../../local/world/home/home.ts';
import { keptSecrets } from '../../../local/world/home/secrets.ts';
import { type UsedPermission, usedPermissions } from './used-permissions.ts';

/**
 * `npm run permissions`: what each function may do, and which step of the story used it first, as the laptop's IAM saw it. Answers 1 where
 * an action is allowed that no step used.
 */
export async function run(args: readonly string[]): Promise<number> {
  const outDir = mkdtempSync(join(tmpdir(), 'ai-implement-permissions-'));
  try {
    await synthesize(outDir);
    const used = await usedPermissions(outDir, keptSecrets(temporaryHome().secretsFile));
    process.stdout.write(args.includes('--json') ? `${JSON.stringify(used)}\n` : textOf(used));
    return used.every(({ step }) => step !== undefined) ? 0 : 1;
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function textOf(used: readonly UsedPermission[]): string {
  const lines = used.map(({ functionName, action, target, step }, index) => {
    const isFirst = used[index - 1]?.functionName !== functionName;
    const head = isFirst ? `${functionName}\n` : '';
    return `${head}  ${action.padEnd(24)} ${target.padEnd(44)} ${step ?? 'NO STEP USED IT'}`;
  });
  const unused = used.filter(({ step }) => step === undefined).length;
  return `${lines.join('\n')}\n${used.length} permissions, ${unused} of them unused.\n`;
}
