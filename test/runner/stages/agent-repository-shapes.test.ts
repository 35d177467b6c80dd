import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { agentBench } from '../fixtures/agent-bench.ts';
import { patchText, pathsInPatch, workedOn, writeFiles as write } from '../fixtures/worked-on.ts';

let bench: ReturnType<typeof agentBench>;
afterEach(() => bench.remove());

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@acme.test', ...args], { cwd: folder });

/** What is handed over of a run that adds `feature.txt` and does `more`. */
const handedOver = (more: (folder: string) => void) =>
  workedOn(bench, (folder) => {
    write(folder, { 'feature.txt': 'work\n' });
    more(folder);
  });

test('the files of a nested repository without a commit are handed over', async () => {
  bench = agentBench();

  const outcome = await handedOver((folder) => {
    write(folder, { 'api/app.rb': 'x\n' });
    git(join(folder, 'api'), 'init', '-q');
  });

  expect(outcome).toMatchObject({ outcome: 'changed' });
  expect(bench.patched()).toEqual(['api/app.rb', 'feature.txt']);
});

test('the files of a nested repository with a commit are handed over, and no submodule', async () => {
  bench = agentBench();

  await handedOver((folder) => {
    write(folder, { 'api/app.rb': 'x\n' });
    git(join(folder, 'api'), 'init', '-q');
    git(join(folder, 'api'), 'add', '-A');
    git(join(folder, 'api'), 'commit', '-qm', 'begin');
  });

  expect(bench.patched()).toEqual(['api/app.rb', 'feature.txt']);
});

test('a working tree that was added beside the work is not handed over', async () => {
  bench = agentBench();

  await handedOver((folder) => git(folder, 'worktree', 'add', '-q', '--detach', '.worktrees/try', 'HEAD'));

  expect(bench.patched()).toEqual(['feature.txt']);
});

test('line endings that nobody touched are not handed over', async () => {
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

  expect(pathsInPatch(bench)).toEqual(['feature.txt']);
});

test('a file that keeps CRLF against its attributes is changed where it was changed, and nowhere else', async () => {
  bench = agentBench();
  const { repository } = bench;
  repository.write({ 'legacy.cs': 'class A {\r\n}\r\n' });
  repository.commit();
  repository.write({ '.gitattributes': '*.cs text\n' });
  repository.git('add', '.gitattributes');
  repository.git('commit', '-qm', 'attributes');
  bench.assign({ baseSha: repository.git('rev-parse', 'HEAD') });

  await handedOver((folder) => write(folder, { 'legacy.cs': 'class A {\r\n  int b;\r\n}\r\n' }));

  expect(patchText(bench)).toContain('\n+  int b;\r\n');
  expect(patchText(bench)).not.toContain('-class A');
});

test("a package manager's store in the repository is not handed over", async () => {
  bench = agentBench({ '.gitignore': 'node_modules/\n' });

  await handedOver((folder) => write(folder, { '.pnpm-store/v10/files/00/a': 'a', '.pnpm-store/v10/files/01/b': 'b' }));

  expect(bench.patched()).toEqual(['feature.txt']);
});

test('what .gitignore leaves out of a nested repository is left out of the change too', async () => {
  bench = agentBench({ '.gitignore': 'node_modules/\n*.log\n' });

  await handedOver((folder) => {
    write(folder, { 'api/app.rb': 'x\n', 'api/a.log': 'x\n', 'api/.gitignore': 'tmp\n', 'api/tmp/x': 'x\n' });
    git(join(folder, 'api'), 'init', '-q');
    write(folder, { 'api/engine/e.rb': 'x\n' });
    git(join(folder, 'api/engine'), 'init', '-q');
  });

  expect(bench.patched()).toEqual(['api/.gitignore', 'api/app.rb', 'api/engine/e.rb', 'feature.txt']);
  expect(bench.outcome().leftOut.map(({ path, kind }) => [path, kind])).toEqual([
    ['api/.git', 'nested'],
    ['api/engine/.git', 'nested'],
  ]);
});

test('a submodule that the work adds is left out and named', async () => {
  bench = agentBench();

  await handedOver((folder) => {
    const other = join(bench.scratch, 'other');
    mkdirSync(other);
    git(other, 'init', '-q');
    git(other, 'commit', '-q', '--allow-empty', '-m', 'x');
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other, 'lib');
  });

  expect(bench.patched()).toEqual(['feature.txt']);
  expect(bench.outcome().leftOut.map(({ path, kind }) => [path, kind])).toEqual([
    ['.gitmodules', 'guarded'],
    ['lib', 'submodule'],
  ]);
});

test('what a sparse checkout leaves out of the folder is not deleted by the change', async () => {
  bench = agentBench({ 'web/a.txt': 'a\n', 'api/b.txt': 'b\n' });

  await handedOver((folder) => {
    git(folder, 'sparse-checkout', 'set', 'web');
    rmSync(join(folder, 'web/a.txt'));
  });

  expect(pathsInPatch(bench)).toEqual(['feature.txt', 'web/a.txt']);
});

test('a file that was added in spite of .gitignore is part of the change', async () => {
  bench = agentBench({ '.gitignore': 'dist/\n' });

  await handedOver((folder) => {
    write(folder, { 'dist/bundle.js': 'x\n', 'dist/other.js': 'x\n' });
    git(folder, 'add', '-f', 'dist/bundle.js');
  });

  expect(bench.patched()).toEqual(['dist/bundle.js', 'feature.txt']);
});

test('folders, files and links may take the place of one another', async () => {
  bench = agentBench({ a: 'file\n', 'b/c.txt': 'in a folder\n', 'd/e.txt': 'in another\n', 'f/g.txt': 'x\n' });

  await handedOver((folder) => {
    for (const path of ['a', 'b', 'd']) rmSync(join(folder, path), { recursive: true });
    write(folder, { 'a/b.txt': 'now a folder\n', b: 'now a file\n' });
    symlinkSync('f', join(folder, 'd'));
  });

  expect(pathsInPatch(bench).sort()).toEqual(['a', 'a/b.txt', 'b', 'b/c.txt', 'd', 'd/e.txt', 'feature.txt']);
});

test('names that are no UTF-8, and that quotes and line breaks stand in, come through', async () => {
  bench = agentBench();

  await handedOver((folder) => {
    write(folder, { 'ü/ñ "x".txt': 'a\n', 'two\nlines.txt': 'b\n' });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x6c, 0xe4])]), 'c\n');
  });

  expect(bench.patched()).toHaveLength(4);
});

test('what the base keeps in a folder that looks like a cache may be changed and added to', async () => {
  bench = agentBench({ '.next/kept.json': '{}\n', 'venv/readme.txt': 'x\n' });

  await handedOver((folder) =>
    write(folder, { '.next/kept.json': '{ }\n', '.next/new.json': '{}\n', 'web/.next/made.json': '{}\n' }),
  );

  expect(bench.patched()).toEqual(['.next/kept.json', '.next/new.json', 'feature.txt']);
  expect(bench.outcome().leftOut).toEqual([{ path: 'web/.next', kind: 'cache', what: '' }]);
});

test('a file of hundreds of megabytes is left out unread, and named', async () => {
  bench = agentBench();

  const outcome = await handedOver((folder) => write(folder, { 'dump.sql': 'x'.repeat(11 * 1024 * 1024) }));

  expect(bench.patched()).toEqual(['feature.txt']);
  expect(outcome.leftOut).toEqual([{ path: 'dump.sql', kind: 'big', what: 'it has 11 MB' }]);
});

test.skipIf(getuid?.() === 0)('a file that cannot be read takes nothing else with it', async () => {
  bench = agentBench();

  const outcome = await handedOver((folder) => {
    write(folder, { 'root-owned': 'x\n' });
    chmodSync(join(folder, 'root-owned'), 0o000);
  });

  expect(bench.patched()).toEqual(['feature.txt']);
  expect(outcome.leftOut).toEqual([{ path: 'root-owned', kind: 'unreadable', what: '' }]);
});
