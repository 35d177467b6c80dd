import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aPublication, type Publication } from './fixtures/a-publication.ts';

let publication: Publication;
afterEach(() => publication.close());

const write =
  (path: string, content: string | Buffer = 'x\n') =>
  (folder: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };

test('a folder is renamed with the links in it that lead to something within the repository', async () => {
  publication = await aPublication();
  publication.handOver(() => {});
  const { git } = publication.hub;
  const folder = mkdtempSync(join(git.folder, 'links-'));
  execFileSync('git', ['clone', '-q', git.gitDir, folder]);
  mkdirSync(join(folder, 'old'));
  symlinkSync('../src/users.ts', join(folder, 'old/inside'));
  symlinkSync('../../outside', join(folder, 'old/outside'));
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  execFileSync('git', ['add', '-A'], { cwd: folder });
  execFileSync('git', [...author, 'commit', '-qm', 'links'], { cwd: folder });
  execFileSync('git', ['push', '-q', 'origin', 'HEAD:main'], { cwd: folder });
  publication.handOver((at) => renameSync(join(at, 'old'), join(at, 'new')), { baseSha: git.git('rev-parse', 'main') });

  const report = await publication.publish();

  const names = git.git('ls-tree', '-r', '--name-only', publication.context.branch).split('\n');
  expect(names).toContain('new/inside');
  expect(names).not.toContain('new/outside');
  expect(report).toMatchObject({ outcome: 'success', isDraft: true });
});

test.each([
  ['pointers', `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`],
  ['contents', Buffer.from([0x89, 0x50, 0, 1])],
])('new %s of files that Git LFS keeps are left out, and the rest is a draft', async (_, content) => {
  publication = await aPublication();
  const baseSha = publication.hub.git.push('main', { '.gitattributes': '*.png filter=lfs diff=lfs merge=lfs -text\n' });
  publication.handOver(
    (folder) => {
      write('src/fine.ts')(folder);
      write('logo.png', content)(folder);
    },
    { baseSha },
  );

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'success', isDraft: true, changes: { files: 1 } });
  expect(publication.hub.pulls[0]?.body).toContain('- `logo.png`: Git LFS keeps its content');
});

test('a guarded file that is left out makes a draft only where the rest speaks of it', async () => {
  publication = await aPublication();
  publication.handOver((folder) => {
    write('docs/hooks.md', 'Run .husky/pre-commit first.\n')(folder);
    write('.husky/pre-commit', 'npm test\n')(folder);
  });

  expect(await publication.publish()).toMatchObject({ outcome: 'success', isDraft: true });
});

test('guarded files go where the mapping allows them, with a warning', async () => {
  publication = await aPublication({ pathGuard: { policy: 'leave_out', allowed: ['.husky'] } });
  publication.handOver(write('.husky/pre-commit', 'npm test\n'));

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'success', isDraft: false, changes: { files: 1 } });
  expect(publication.hub.pulls[0]?.body).toContain('- `.husky/pre-commit`: a hook of git');
});

test('guarded files are a refusal where the mapping says so', async () => {
  publication = await aPublication({ pathGuard: { policy: 'refuse', allowed: [] } });
  publication.handOver((folder) => {
    write('src/fine.ts')(folder);
    write('.husky/pre-commit', 'npm test\n')(folder);
  });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureCode: 'guarded_changes_refused' });
  expect(report.failureReason).toContain('`.husky/pre-commit`');
  expect(publication.hub.pulls).toEqual([]);
});

test('too many files are refused by the folders that hold most of them', async () => {
  publication = await aPublication();
  publication.handOver((folder) => {
    for (let at = 0; at <= 5000; at += 1) write(`data/generated/${at % 10}/${at}.txt`)(folder);
  });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureCode: 'changes_too_big' });
  expect(report.failureReason).toContain('`data/generated` (5001 files)');
});

test('much that compresses well is judged by its size, and not read', async () => {
  publication = await aPublication();
  publication.handOver((folder) => {
    for (let at = 0; at < 6; at += 1) write(`dump/${at}.sql`, Buffer.alloc(9 * 1024 * 1024, 'a\n'))(folder);
  });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance', failureCode: 'changes_too_big' });
  expect(report.failureReason).toContain('`dump` (54 MB)');
});
