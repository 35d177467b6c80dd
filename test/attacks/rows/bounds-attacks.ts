import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangedFile } from '../../../runner/publishing/changed-files.ts';
import { requireBounded, verdictOf } from '../../../runner/publishing/judge-changes.ts';
import { keepingPatch } from '../../../runner/publishing/kept-patch.ts';
import type { PublishDeps } from '../../../runner/publishing/publish-deps.ts';
import { readOutcome } from '../../../runner/publishing/read-outcome.ts';
import { objectsBefore } from '../../../runner/publishing/read-patch.ts';
import { LARGEST_FILE, MOST_FILES } from '../../../runner/repository/change-limits.ts';
import { StageFailure } from '../../../runner/stages/stage-failure.ts';
import { guardedAs } from '../../../shared/domain/guarded-paths.ts';
import { anOutcome } from '../../runner/fixtures/an-outcome.ts';
import { type Attack, type AttackRows, isRefused } from '../attack.ts';

// What the agent's job hands over, before anything of it is unpacked, applied or kept. Bounds are tried with numbers alone.

const JUDGE = 'runner/publishing/judge-changes.ts';
const PUBLISHER = 'the machine that publishes';
const PATCH = "the patch that the agent's job hands over";
const WITHIN = 'files outside of the repository';

const folders: string[] = [];
function aFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'attacked-handover-'));
  folders.push(folder);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const aFile = (path: string, size = 1): ChangedFile => ({
  ...{ path, size, oldSize: 0, oldMode: '000000', mode: '100644' },
  ...{ oldObject: '0'.repeat(40), object: 'a'.repeat(40) },
});
const judged = (path: string, size?: number) => verdictOf(aFile(path, size), { policy: 'leave_out', allowed: [] });
const isTaken = (path: string, size?: number) => judged(path, size) === 'content';

const ROWS: readonly Attack[] = [
  {
    name: 'a patch says that it unpacks to more than the machine has room for',
    asset: PUBLISHER,
    wayIn: PATCH,
    defence: {
      name: 'what a patch unpacks to is bounded before it is unpacked',
      file: 'runner/publishing/read-patch.ts',
      text: 'if (unpacked > 4 * LARGEST_CHANGE) throw',
      instead: 'if (false) throw',
    },
    isHeld: () => {
      const patch = join(aFolder({ 'changes.patch': 'literal 999999999\n' }), 'changes.patch');
      return isRefused(objectsBefore(patch), 'changes_too_big');
    },
  },
  {
    name: 'work has more files than anybody reviews',
    asset: PUBLISHER,
    wayIn: PATCH,
    defence: {
      name: 'files of a change are counted before they are read',
      file: JUDGE,
      text: 'if (files.length > MOST_FILES) {',
      instead: 'if (false) {',
    },
    isHeld: () => {
      const files = Array.from({ length: MOST_FILES + 1 }, (_, n) => aFile(`canary/${n}`));
      return isRefused((async () => requireBounded(files))(), 'changes_too_big');
    },
  },
  {
    name: 'one file is larger than what is read at once',
    asset: PUBLISHER,
    wayIn: PATCH,
    defence: {
      name: 'large files are left out unread',
      file: JUDGE,
      text: 'return file.size > LARGEST_FILE ?',
      instead: 'return false ?',
    },
    isHeld: () => !isTaken('canary.bin', LARGEST_FILE + 1),
  },
  {
    name: 'a path leads out of the repository',
    asset: WITHIN,
    wayIn: PATCH,
    defence: {
      name: 'paths stay in the repository',
      file: JUDGE,
      text: "if (path.startsWith('/') || parts.some((part) => part === '' || part === '.' || part === '..')) {",
      instead: 'if (false) {',
    },
    isHeld: () => !isTaken('../canary.txt'),
  },
  {
    name: "a path leads into git's own folder",
    asset: 'what git runs where the branch is checked out',
    wayIn: PATCH,
    defence: {
      name: "paths stay out of git's own folder",
      file: JUDGE,
      text: 'parts.some((part) => /^\\.git$|^git~[0-9]+$/i.test(part)) ?',
      instead: 'false ?',
    },
    isHeld: () => !isTaken('.git/canary'),
  },
  {
    name: 'work changes the runner where a mapping allows the folder around it',
    asset: 'the runner, which later runs execute with their tokens',
    wayIn: 'a mapping that allows more than it means',
    defence: {
      name: 'no mapping allows the runner',
      file: 'shared/domain/guarded-paths.ts',
      text: 'guarded.isFixed !== true && isAllowed',
      instead: 'isAllowed',
    },
    isHeld: () => guardedAs('.github/ai-implement/runner.mjs', ['.github/**']) !== undefined,
  },
  {
    name: 'the outcome of another run is published as this one',
    asset: 'what a pull request says of its run',
    wayIn: "the outcome that the agent's job hands over",
    defence: {
      name: 'an outcome is of the run that publishes it',
      file: 'runner/publishing/read-outcome.ts',
      text: 'parsed.success && parsed.data.runId === runId',
      instead: 'parsed.success',
    },
    isHeld: () => {
      const folder = aFolder({ 'outcome.json': JSON.stringify(anOutcome()) });
      const reading = async () => readOutcome(folder, 'another run', 'success');
      return isRefused(reading(), 'agent_left_nothing');
    },
  },
  {
    name: 'a patch with a secret is kept for whoever may read artifacts',
    asset: 'credentials',
    wayIn: 'work that could not be pushed',
    defence: {
      name: 'a patch that shows a secret is kept nowhere',
      file: 'runner/publishing/kept-patch.ts',
      text: '(await patchShowsSecret(patchFile, secrets)) ? undefined : ',
      instead: '',
    },
    async isHeld() {
      const kept: string[] = [];
      const folder = aFolder({ 'changes.patch': 'diff --git a/.env b/.env\n' });
      const keepPatch = async (file: string) => {
        kept.push(file);
        return 'as an artifact';
      };
      const deps = { folder, secrets: [], keepPatch } as unknown as PublishDeps;
      const failing = async () => {
        throw new StageFailure('base_commit_gone');
      };
      await isRefused(keepingPatch(deps, {} as Parameters<typeof keepingPatch>[1], failing), 'base_commit_gone');
      return kept.length === 0;
    },
  },
];

export const ATTACKS: AttackRows = {
  about: 'Bounds of what is handed over',
  rows: ROWS,
  async close() {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  },
};
