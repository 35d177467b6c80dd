import { presentableLine, presentablePath } from '../../shared/domain/untrusted-text.ts';
import type { Redact } from '../process/redact.ts';
import { LARGEST_FILE, megabytes } from '../repository/change-limits.ts';
import type { LeftOut, LeftOutKind } from '../stages/left-out.ts';

const LISTED = 20;

const WORDS: Record<LeftOutKind, (what: string) => string> = {
  guarded: (what) => `it is ${what || 'guarded'}, which a run changes only where the mapping allows it`,
  denied: () => 'Claude Code did not let it be written',
  cache: () => 'it looks like a cache, or like what is installed',
  worktree: () => 'it is another working tree of this repository',
  nested: () => 'it was the history of a repository within this one, whose files are taken',
  submodule: () => 'it is a submodule',
  unreadable: () => 'it could not be read',
  big: (what) => `${what}; at most ${megabytes(LARGEST_FILE)} go`,
  link: () => 'it is a symbolic link that is new, or leads out of the repository',
  mode: (what) => what,
  name: (what) => what,
  lfs: () => 'Git LFS keeps its content, which AI-Implement cannot bring there',
  scope: () => 'it is no file of the units of work in which it was changed',
};

/** One item of a list for each; neither path nor words can pretend to be anything else. */
export function leftOutLines(leftOut: readonly LeftOut[], redact: Redact): string[] {
  const lines = leftOut
    .slice(0, LISTED)
    .map(
      ({ path, kind, what }) =>
        `- \`${presentablePath(redact(path))}\`: ${WORDS[kind](presentableLine(what, { redact, length: 200 }))}`,
    );
  return leftOut.length > LISTED ? [...lines, `- … and ${leftOut.length - LISTED} more`] : lines;
}
