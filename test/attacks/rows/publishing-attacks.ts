import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../../shared/contract/runner.ts';
import { guardedAs } from '../../../shared/domain/guarded-paths.ts';
import type { Publication } from '../../runner/fixtures/a-publication.ts';
import { type Attack, type AttackRows, type Defence, once } from '../attack.ts';
import { all, type Change, IN_WORK, publications, write } from './publications.ts';

// Work as the agent's job hands it over, foreign code having run there, goes through the publishing stage to a real repository.

const JUDGE = 'runner/publishing/judge-changes.ts';
const WORK = 'runner/publishing/judge-work.ts';

const GUARD: Defence = {
  name: 'guarded paths are left out of what is published',
  file: JUDGE,
  text: 'const what = guardedAs(file.path, guard.allowed);',
  instead: 'const what = undefined;',
};

const submodule: Change = (folder) => {
  mkdirSync(join(folder, 'lib'));
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  for (const args of [
    ['init', '-q'],
    [...author, 'commit', '-q', '--allow-empty', '-m', 'x'],
  ]) {
    execFileSync('git', args, { cwd: join(folder, 'lib') });
  }
};
const places = publications();

const REORDERED = 'canary\u202eb.txt';
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:canary\nsize 1\n';
const GUARDED: readonly [path: string, name: string, asset: string][] = [
  ['.github/workflows/canary.yml', 'a workflow comes with the work', 'what runs in the repository with its secrets'],
  [
    '.GitHub/Workflows/canary.yml',
    'a workflow comes in other capitals',
    'what runs on systems that do not tell case apart',
  ],
  [
    '.github/actions/canary/action.yml',
    'an action of the workflows comes with the work',
    'the actions that workflows use',
  ],
  ['.claude/settings.json', 'a hook for Claude comes with the work', 'the next run, and the machines of people'],
  ['web/CLAUDE.md', 'orders for agents come with the work', 'what the next run is told'],
  ['.ai-implement/image.yml', 'an image for the next run comes with the work', 'where the next run works'],
  ['.gitlab-ci.yml', 'a pipeline of another CI comes with the work', 'another CI and its secrets'],
  ['.github/CODEOWNERS', 'other owners of code come with the work', 'who has to review what'],
  ['.husky/pre-commit', 'a hook of git comes with the work', 'the machine of whoever checks the branch out'],
  ['.vscode/tasks.json', 'a task of an editor comes with the work', 'the machine of whoever opens the branch'],
  ['renovate.json', 'a rule for the bot of dependencies comes with the work', 'what a bot merges by itself'],
  ['.npmrc', 'another registry comes with the work', 'where packages come from'],
];

/** All of it in one change, of which each thing is left out by itself. */
const leftOut = once(async () => {
  const place = await places.begin();
  const oddities = [
    ...[write(REORDERED), write('model.bin', POINTER), submodule],
    (folder: string) => symlinkSync('/etc/hostname', join(folder, 'canary-link')),
  ];
  place.handOver(all(write('src/fine.ts'), ...GUARDED.map(([path]) => write(path)), ...oddities));
  const report = await place.publish();
  if (report.outcome !== 'success') throw new Error(report.failureReason);
  const { hub, context } = place;
  return hub.git.git('diff', '--name-only', '-z', 'main', context.branch).split('\0');
});

async function isLeftOut(path: string): Promise<boolean> {
  const published = await leftOut();
  if (!published.includes('src/fine.ts')) throw new Error('nothing was published');
  return !published.includes(path);
}

/** What comes of a change to a fine file that the agent's job hands over so. */
async function published(handOver: (place: Publication) => void, context: Parameters<typeof places.begin>[0] = {}) {
  const place = await places.begin(context);
  handOver(place);
  return { place, report: await place.publish() };
}

function isRefusedWith(report: RunReport, code: string): boolean {
  if (report.outcome === 'success') return false;
  if (report.failureCode !== code) throw new Error(report.failureReason);
  return true;
}

const ROWS: readonly Attack[] = [
  ...GUARDED.map(
    ([path, name, asset]): Attack => ({ name, asset, wayIn: IN_WORK, defence: GUARD, isHeld: () => isLeftOut(path) }),
  ),
  {
    name: 'orders for agents come under a name that some systems read otherwise',
    asset: 'what the next run is told',
    wayIn: 'a name with a blank at its end',
    defence: {
      name: 'names are compared as any system reads them',
      file: 'shared/domain/guarded-paths.ts',
      text: 'const seen = asAnySystemReads(path);',
      instead: 'const seen = path;',
    },
    isHeld: () => guardedAs('CLAUDE.md ') !== undefined,
  },
  {
    name: 'a link to a file of the machine comes with the work',
    asset: 'files of whoever checks the branch out',
    wayIn: IN_WORK,
    defence: {
      name: 'new symbolic links are left out',
      file: JUDGE,
      text: "if (file.mode === LINK) return 'link';",
      instead: "if (file.mode === LINK) return 'taken';",
    },
    isHeld: () => isLeftOut('canary-link'),
  },
  {
    name: 'code of another repository comes as a submodule',
    asset: 'what the repository is made of',
    wayIn: IN_WORK,
    defence: {
      name: 'submodules are left out',
      file: JUDGE,
      text: "return { leftOut: { kind: 'submodule', what: '' } };",
      instead: "return 'taken';",
    },
    isHeld: () => isLeftOut('lib'),
  },
  {
    name: 'the name of a file reads the other way round than it is',
    asset: 'what reviewers believe to see',
    wayIn: 'a name with characters that nobody sees',
    defence: {
      name: 'names hold nothing that nobody sees',
      file: JUDGE,
      text: 'file.mode !== DELETED && file.path.search(UNSEEN) >= 0',
      instead: 'false',
    },
    isHeld: () => isLeftOut(REORDERED),
  },
  {
    name: 'a pointer puts other content in the place of a file than reviewers see',
    asset: 'what reviewers believe to see',
    wayIn: 'a pointer of Git LFS that was written by hand',
    defence: {
      name: 'new pointers of Git LFS are left out',
      file: WORK,
      text: ' || isNewPointer(content)',
      instead: '',
    },
    isHeld: () => isLeftOut('model.bin'),
  },
  {
    name: "commits that nobody reviewed come in as the base of the agent's work",
    asset: 'the code of the repository',
    wayIn: "the base that the agent's job names",
    defence: {
      name: 'the base is on the branch of the run or the default branch',
      file: 'runner/publishing/bring-work.ts',
      text: 'if (!isOurs.includes(true)) {',
      instead: 'if (false) {',
    },
    async isHeld() {
      const { report } = await published((place) => {
        const foreign = place.hub.git.push('somebody/else', { 'canary.txt': 'canary\n' });
        place.handOver(write('src/fine.ts'), { baseSha: foreign });
      });
      return isRefusedWith(report, 'base_commit_gone');
    },
  },
  {
    name: 'the patch is a link to another file of the machine',
    asset: 'files of the machine that publishes',
    wayIn: 'a link in the place of the patch',
    defence: {
      name: 'the patch is a file',
      file: 'runner/publishing/read-patch.ts',
      text: "if (!stat.isFile()) throw new StageFailure('patch_not_a_file');",
      instead: '',
    },
    async isHeld() {
      const { report } = await published(({ handOver, hub }) => {
        handOver(write('src/fine.ts'));
        const patch = join(hub.git.folder, 'handover/changes.patch');
        const elsewhere = join(hub.git.folder, 'elsewhere.patch');
        renameSync(patch, elsewhere);
        symlinkSync(elsewhere, patch);
      });
      return isRefusedWith(report, 'patch_not_a_file');
    },
  },
  {
    name: 'work that changes guarded files is published in part where a team wants none of it',
    asset: 'what a mapping says of guarded files',
    wayIn: "work of which the agent's job left a part out",
    defence: {
      name: 'a mapping may refuse work that changes guarded files',
      file: 'runner/publishing/bring-work.ts',
      text: "if (policy !== 'refuse' || guarded.length === 0) return;",
      instead: 'return;',
    },
    async isHeld() {
      const { report } = await published(
        ({ handOver }) =>
          handOver(write('src/fine.ts'), { leftOut: [{ path: '.npmrc', kind: 'guarded', what: 'a setting' }] }),
        { pathGuard: { policy: 'refuse', allowed: [] } },
      );
      return isRefusedWith(report, 'guarded_changes_refused');
    },
  },
];

export const ATTACKS: AttackRows = {
  about: 'Work that is published',
  rows: ROWS,
  close: places.close,
};
