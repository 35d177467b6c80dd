import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { openJobsFolder } from '../../local/world/home/jobs-folder.ts';

const hasProc = existsSync('/proc/self/environ');

test.runIf(hasProc)(
  'what the jobs of a run that was killed left is ended by the next start, and nothing else',
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'jobs-of-'));
    const file = join(home, 'jobs.json');
    const killed = openJobsFolder(file);
    const workspace = join(killed.folder, 'job', 'workspace');
    mkdirSync(workspace, { recursive: true });
    const sleeping = (options: object) => spawn('sleep', ['600'], { detached: true, stdio: 'ignore', ...options });
    const byFolder = sleeping({ cwd: workspace, env: {} });
    const byVariable = sleeping({ cwd: '/', env: { ...env, RUNNER_TEMP: join(killed.folder, 'job', '_temp') } });
    const stranger = sleeping({ cwd: home });
    onTestFinished(() => {
      for (const { pid = 0 } of [byFolder, byVariable, stranger]) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended, as it should.
        }
      }
      rmSync(home, { recursive: true, force: true });
    });
    await Promise.all([byFolder, byVariable, stranger].map((child) => once(child, 'spawn')));
    const ends = Promise.all([once(byFolder, 'exit'), once(byVariable, 'exit')]);

    const next = openJobsFolder(file);
    onTestFinished(next.remove);

    expect((await ends).map(([, signal]) => signal)).toEqual(['SIGKILL', 'SIGKILL']);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    expect(existsSync(killed.folder)).toBe(false);
    expect(existsSync(next.folder)).toBe(true);
  },
);
