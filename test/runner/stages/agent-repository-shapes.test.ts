import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { agentBench } from '../fixtures/agent-bench.ts';
import { fakeClaude } from '../fixtures/fake-claude.ts';

let bench: ReturnType<typeof agentBench>;
afterEach(() => bench.remove());

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@acme.test', ...args], { cwd: folder });

function write(folder: string, files: Record<string, string>) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** What is handed over of a run that does this to the repository. */
async function ran(change: (folder: string) => void) {
  const implementation = ({ folder }: { folder: string }) => {
    change(folder);
    return { answer: { summary: 'Did it', addressed: [] } };
  };
  const claude = fakeClaude({ implementation, review: () => ({ answer: { isApproved: true, findings: [] } }) });
  await bench.run(async () => claude);
  return bench.outcome();
}

/** The same, of a run that adds `feature.txt` and does `more`. */
const handedOver = (more: (folder: string) => void) =>
  ran((folder) => {
    write(folder, { 'feature.txt': 'work\n' });
    more(folder);
  });

test.fails('the files of a nested repository without a commit are handed over', async () => {
  bench = agentBench();

  const outcome = await handedOver((folder) => {
    write(folder, { 'api/app.rb': 'x\n' });
    git(join(folder, 'api'), 'init', '-q');
  });

  expect(outcome).toMatchObject({ outcome: 'changed' });
  expect(bench.patched()).toEqual(['api/app.rb', 'feature.txt']);
});

test.fails('the files of a nested repository with a commit are handed over, and no submodule', async () => {
  bench = agentBench();

  await handedOver((folder) => {
    write(folder, { 'api/app.rb': 'x\n' });
    git(join(folder, 'api'), 'init', '-q');
    git(join(folder, 'api'), 'add', '-A');
    git(join(folder, 'api'), 'commit', '-qm', 'begin');
  });

  expect(bench.patched()).toEqual(['api/app.rb', 'feature.txt']);
});

test.fails('a working tree that was added beside the work is not handed over', async () => {
  bench = agentBench();

  await handedOver((folder) => git(folder, 'worktree', 'add', '-q', '--detach', '.worktrees/try', 'HEAD'));

  expect(bench.patched()).toEqual(['feature.txt']);
});

test.fails('line endings that nobody touched are not handed over', async () => {
  bench = agentBench();
  const { repository } = bench;
  // Its files were committed with CRLF before its attributes said that they are text.
  repository.write({ 'legacy.cs': 'class A {\r\n}\r\n' });
  repository.commit();
  repository.write({ '.gitattributes': '*.cs text\n' });
  repository.git('add', '.gitattributes');
  repository.git('commit', '-qm', 'attributes');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  bench.assign({ baseSha: repository.git('rev-parse', 'HEAD') });

  expect(await handedOver(() => undefined)).toMatchObject({ outcome: 'changed' });

  const patch = readFileSync(join(bench.scratch, 'handover/changes.patch'), 'utf8');
  expect([...patch.matchAll(/^diff --git a\/(\S+)/gm)].map(([, path]) => path)).toEqual(['feature.txt']);
});

test.fails("a package manager's store in the repository is not handed over", async () => {
  bench = agentBench({ '.gitignore': 'node_modules/\n' });

  await handedOver((folder) => write(folder, { '.pnpm-store/v10/files/00/a': 'a', '.pnpm-store/v10/files/01/b': 'b' }));

  expect(bench.patched()).toEqual(['feature.txt']);
});

test.fails('a change of nothing but guarded files names them', async () => {
  bench = agentBench({ 'CLAUDE.md': 'old\n' });
  const outcome = await ran((folder) => write(folder, { 'CLAUDE.md': 'old\nnew rule\n' }));

  expect(JSON.stringify(outcome)).toContain('CLAUDE.md');
});

test.fails('a guarded file that is left out of a change is named', async () => {
  bench = agentBench({ 'CLAUDE.md': 'old\n' });

  const outcome = await handedOver((folder) => write(folder, { 'CLAUDE.md': 'old\nnew rule\n' }));

  expect(bench.patched()).toEqual(['feature.txt']);
  expect(JSON.stringify(outcome)).toContain('CLAUDE.md');
});
