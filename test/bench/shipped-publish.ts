import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleRunner } from '../../infra/bundle-runner.ts';
import { machineEnvironment } from '../../runner/env.ts';
import type { Publication } from '../runner/fixtures/a-publication.ts';
import { aChangeOf } from './publish-here.ts';

const WORKFLOW = resolve(import.meta.dirname, '../../templates/workflows/claude-implement.yml');

/** What the workflow that is shipped gives Node before the name of the runner. */
function optionsOfWorkflow(): string[] {
  const [, options] = /\bnode (.*?)\S+\/runner\.mjs publish\b/.exec(readFileSync(WORKFLOW, 'utf8')) ?? [];
  if (options === undefined) throw new Error('the workflow does not publish by Node');
  return options.split(' ').filter(Boolean);
}

/** Writes down at its end the most that a process held. Of `maxRSS` a part may be its parent's. */
function noting(file: string): string {
  const program = `import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(file)}, readFileSync('/proc/self/status')));`;
  return `data:text/javascript,${encodeURIComponent(program)}`;
}

/** The most memory, in MB of 1,000,000 bytes, that the runner's own process held while it published so many changed files, as repositories get it. Linux only. */
export async function memoryOfPublishing(files: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-shipped-'));
  const publication = await aChangeOf(files);
  try {
    await bundleRunner(folder);
    const status = join(folder, 'status');
    const runner = [...optionsOfWorkflow(), '--import', noting(status), join(folder, 'runner.mjs'), 'publish'];
    writeFileSync(status, '');
    const child = spawn(process.execPath, runner, {
      env: environmentOf(publication),
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.end();
    await once(child, 'close');
    const [report] = publication.api.reports();
    if (report?.changes?.files !== files)
      throw new Error(`${files} files were not published: ${JSON.stringify(report)}`);
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8')) ?? [];
    return Math.round((Number(kilobytes) * 1024) / 1_000_000);
  } finally {
    await publication.close();
    rmSync(folder, { recursive: true });
  }
}

function environmentOf({ hub, api }: Publication): Record<string, string> {
  return {
    ...machineEnvironment(),
    AI_IMPLEMENT_CLAUDE: '/bin/false',
    AI_IMPLEMENT_CALLBACK_URL: api.url,
    AI_IMPLEMENT_RESULT_TOKEN: 'result-token',
    AI_IMPLEMENT_PROGRESS_TOKEN: 'progress-token',
    AI_IMPLEMENT_FOLDER: join(hub.git.folder, 'handover'),
    AI_IMPLEMENT_AGENT_RESULT: 'success',
    GITHUB_RUN_ID: '1',
    GITHUB_API_URL: hub.url,
    GITHUB_SERVER_URL: hub.url,
  };
}
