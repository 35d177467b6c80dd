import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { digestsOf } from '../../runner/process/secret-digest.ts';
import { aPublication, type Publication } from './fixtures/a-publication.ts';

let publication: Publication;
afterEach(() => publication.close());

type Change = (folder: string) => void;

const write =
  (path: string, content: string | Buffer = 'x\n'): Change =>
  (folder) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
/** Built here, so that no scanner takes this file for one that holds a key. */
const PRIVATE_KEY = ['-----BEGIN', 'PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END', 'PRIVATE KEY-----\n'].join(' ');
const submodule: Change = (folder) => {
  mkdirSync(join(folder, 'lib'));
  for (const args of [
    ['init', '-q'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'x'],
  ]) {
    execFileSync('git', args, { cwd: join(folder, 'lib') });
  }
};

async function reasonFor(change: Change): Promise<string> {
  publication = await aPublication();
  publication.handOver(change);
  const report = await publication.publish();
  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance' });
  expect(publication.hub.git.git('branch', '--list')).toBe('* main');
  expect(publication.hub.pulls).toEqual([]);
  return report.failureReason ?? '';
}

test.each<[string, Change, string]>([
  ['.github/workflows/ci.yml', write('.github/workflows/ci.yml'), 'it is a workflow, which a run changes only where'],
  ['.GitHub/Workflows/ci.yml', write('.GitHub/Workflows/ci.yml'), 'it is a workflow'],
  ['.github/actions/a/action.yml', write('.github/actions/a/action.yml'), 'it is an action of the workflows'],
  ['.github/ai-implement/runner.mjs', write('.github/ai-implement/runner.mjs'), 'it is the runner'],
  ['.gitmodules', write('.gitmodules'), 'it is the list of submodules'],
  ['.claude/settings.json', write('.claude/settings.json'), 'it is a setting of Claude'],
  ['web/CLAUDE.md', write('web/CLAUDE.md'), 'it is what tells agents how to work'],
  ['.gitlab-ci.yml', write('.gitlab-ci.yml'), 'it is a pipeline of CI'],
  ['.npmrc', write('.npmrc', 'save-exact=true\n'), 'it is a setting of a package manager'],
  ['link', (folder) => symlinkSync('/etc/passwd', join(folder, 'link')), 'it is a symbolic link'],
  ['lib', submodule, 'it is a submodule'],
  ['big.bin', write('big.bin', Buffer.alloc(11 * 1024 * 1024, 'ab12')), 'it has 11 MB; at most 10 MB go'],
])('%s is left out, named, and takes nothing else with it', async (path, change, reason) => {
  publication = await aPublication();
  publication.handOver((folder) => {
    write('src/fine.ts')(folder);
    change(folder);
  });

  const report = await publication.publish();

  const { git, pulls } = publication.hub;
  expect(report).toMatchObject({ outcome: 'success', changes: { files: 1 } });
  expect(git.git('diff', '--name-only', 'main', publication.context.branch)).toBe('src/fine.ts');
  expect(pulls[0]?.body).toContain(`- \`${path}\`: ${reason}`);
  expect(report.notes?.join('\n')).toContain(`\`${path}\``);
});

test('work of which nothing is left is a refusal that names all of it', async () => {
  const said = await reasonFor((folder) => {
    write('.github/workflows/ci.yml')(folder);
    symlinkSync('/etc/passwd', join(folder, 'link'));
  });

  expect(said).toContain('all that was changed is left out:');
  expect(said).toContain('- `.github/workflows/ci.yml`: it is a workflow');
  expect(said).toContain('- `link`: ');
});

test.each<[string, Change, string]>([
  ['.env', write('.env', 'KEY=1\n'), 'its name says that it holds an environment file'],
  ['deploy/.env.production', write('deploy/.env.production'), 'its name says that it holds an environment file'],
  ['.netrc', write('.netrc'), 'its name says that it holds credentials'],
  ['kubeconfig', write('kubeconfig'), 'its name says that it holds credentials'],
  ['infra/prod.tfstate', write('infra/prod.tfstate'), 'its name says that it holds a Terraform state'],
  ['id_ed25519', write('id_ed25519'), 'its name says that it holds a private key'],
  ['gcp-service-account.json', write('gcp-service-account.json'), 'its name says that it holds a service account'],
  ['src/keys.ts', write('src/keys.ts', `export const key = \`${PRIVATE_KEY}\`;\n`), 'it contains a private key'],
  ['a.txt', write('a.txt', `ghp_${'a1'.repeat(20)}\n`), 'it contains a GitHub token'],
])('for %s all is refused', async (path, change, reason) => {
  const said = await reasonFor((folder) => {
    write('src/fine.ts')(folder);
    change(folder);
  });

  expect(said).toContain('they hold what AI-Implement does not publish:');
  expect(said).toContain(`- \`${path}\`: ${reason}`);
  expect(said).not.toContain('fine.ts');
});

test('a workflow that is renamed stays where it is', async () => {
  publication = await aPublication();
  const baseSha = publication.hub.git.push('main', { '.github/workflows/ci.yml': 'on: push\n' });
  const rename: Change = (folder) => renameSync(join(folder, '.github/workflows/ci.yml'), join(folder, 'ci.yml'));
  publication.handOver(rename, { baseSha });

  await publication.publish();

  const { git } = publication.hub;
  expect(git.git('diff', '--name-status', 'main', publication.context.branch)).toBe('A\tci.yml');
});

/** A patch as no git writes it. */
const crafted = (path: string, mode = '100644') =>
  [
    `diff --git a/${path} b/${path}`,
    `new file mode ${mode}`,
    '--- /dev/null',
    `+++ b/${path}`,
    '@@ -0,0 +1 @@',
    '+x',
    '',
  ].join('\n');

test.each([
  ['../outside.txt', '100644'],
  ['/etc/cron.d/x', '100644'],
  ['.git/hooks/pre-push', '100755'],
  ['.GIT/config', '100644'],
  ['git~1/config', '100644'],
  ['sub/.git/config', '100644'],
])('a patch that writes %s is refused', async (path, mode) => {
  publication = await aPublication();
  publication.handOver(() => {});
  writeFileSync(join(publication.hub.git.folder, 'handover/changes.patch'), crafted(path, mode));

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance' });
  expect(report.failureReason).toContain(path.replace(/^\//, ''));
  expect(publication.hub.git.git('branch', '--list')).toBe('* main');
});

test('a patch that is a link to a file of the machine is not read', async () => {
  publication = await aPublication();
  publication.handOver(() => {});
  const patch = join(publication.hub.git.folder, 'handover/changes.patch');
  rmSync(patch);
  symlinkSync('/etc/passwd', patch);

  const report = await publication.publish();

  expect(report.failureCode).toBe('patch_not_a_file');
});

test('commits that are on no branch of the run do not come in as the base of the work', async () => {
  publication = await aPublication();
  const foreign = publication.hub.git.push('somebody/else', { '.github/workflows/evil.yml': 'on: push\n' });
  publication.handOver(write('a.txt'), { baseSha: foreign });

  const report = await publication.publish();

  expect(report).toMatchObject({ failureCode: 'base_commit_gone', failureReason: expect.stringContaining(foreign) });
  expect(publication.hub.pulls).toEqual([]);
});

test('a credential of the run is not pushed, whatever its form', async () => {
  publication = await aPublication();
  publication.handOver(write('notes.md', 'the key is hunter2-hunter2\n'));

  const report = await publication.publish({ secrets: ['hunter2-hunter2'] });

  expect(report.failureReason).toContain('- `notes.md`: it contains a credential of this run');
});

test.each(['notes/hunter2-hunter2.md', 'hunter2-hunter2/notes.md', `notes/ghp_${'a1'.repeat(20)}.md`])(
  'a secret in the path %s is not pushed, and not told',
  async (path) => {
    publication = await aPublication();
    publication.handOver(write(path));

    const report = await publication.publish({ secrets: ['hunter2-hunter2'] });

    expect(report.failureReason).toMatch(/the path of a file contains a (?:credential of this run|GitHub token)/);
    expect(report.failureReason).not.toContain('notes');
    expect(publication.hub.git.git('branch', '--list')).toBe('* main');
  },
);

test.each(['a\tb.txt', 'a\u202eb.txt', 'a\u200bb.txt', 'c\u2066/b.txt', '.claude\u200e/settings.json'])(
  'a file with the name %j is left out',
  async (path) => {
    const said = await reasonFor(write(path));

    expect(said).toContain('its name holds characters that nobody sees, or that reorder others');
    expect(said).toContain('?');
  },
);

test('a file whose name nobody should have is deleted like any other, and one whose name needs joiners is written', async () => {
  publication = await aPublication();
  const baseSha = publication.hub.git.push('main', { 'a\u202eb.txt': 'x\n' });
  publication.handOver(
    (folder) => {
      rmSync(join(folder, 'a\u202eb.txt'));
      write('می\u200cخواهم.md')(folder);
    },
    { baseSha },
  );

  expect(await publication.publish()).toMatchObject({ outcome: 'success', changes: { files: 2 } });
});

test.each(['notes.md', 'packages/notes.md'])("a session of the agent's own job is not pushed in %s", async (path) => {
  publication = await aPublication();
  const session = 'Ab1/'.repeat(10);
  publication.handOver(write(path, `x="${session}"\n`), { sessions: digestsOf([session]) });

  const report = await publication.publish();

  expect(report.failureReason).toContain(`- \`${path}\`: it contains a credential of this run`);
});

test("a session of the agent's own job is not pushed as a path", async () => {
  publication = await aPublication();
  const session = 'Ab1/'.repeat(10);
  publication.handOver(write(`notes/${session}x.md`), { sessions: digestsOf([session]) });

  expect((await publication.publish()).failureReason).toContain('the path of a file contains a credential of this run');
});

test('what an ordinary change does is allowed', async () => {
  publication = await aPublication();
  const baseSha = publication.hub.git.push('main', { 'fixtures/key.pem': PRIVATE_KEY, '.env': 'A=1\n', run: 'x\n' });
  const change: Change = (folder) => {
    rmSync(join(folder, '.env'));
    chmodSync(join(folder, 'run'), 0o755);
    write('fixtures/key.pem', `# for tests only\n${PRIVATE_KEY}`)(folder);
    write('.env.example', 'A=\n')(folder);
    write('.gitignore', '.env\n')(folder);
    write('src/ümlaut name.ts')(folder);
    write('logo.png', Buffer.from([0x89, 0x50, 0, 1, 2, 255]))(folder);
  };
  publication.handOver(change, { baseSha });

  const report = await publication.publish();

  expect(report).toMatchObject({ outcome: 'success', changes: { files: 7 } });
});
