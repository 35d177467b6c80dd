import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { runTests } from '../commands/run-tests.ts';

const Line = z.object({
  name: z.string(),
  today: z.string(),
  now: z.string(),
  isRight: z.boolean(),
  withRealCli: z.boolean(),
});

/** Puts every shape of repository through the shipped workflow, and prints what became of each; fails where one is not right. */
export function run(args: readonly string[]): number {
  const isJson = args.includes('--json');
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-shapes-'));
  const file = join(folder, 'lines');
  writeFileSync(file, '');
  const chosen = args.filter((argument) => argument !== '--json');
  const quiet = { isQuiet: isJson };
  const { status } = runTests(['--project=shapes', ...chosen], { AI_IMPLEMENT_SHAPES_FILE: file }, quiet);
  const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
  const shapes = lines.map((line) => Line.parse(JSON.parse(line)));
  rmSync(folder, { recursive: true });
  if (isJson) process.stdout.write(`${JSON.stringify({ shapes })}\n`);
  else
    for (const { name, today, now, isRight } of shapes)
      process.stdout.write(`${isRight ? '✓' : '✗'} ${name}\n    was: ${today}\n    now: ${now}\n`);
  return status;
}
