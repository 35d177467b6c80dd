import { githubOf, oneOf, pullNamed } from './named.ts';
import type { PeopleMove } from './people-move.ts';
import type { PeopledRun } from './peopled-run.ts';

/** The moves on pull requests, by their names. */
export const PULL_MOVES: Readonly<Record<string, PeopleMove>> = {
  inline: {
    usage: 'inline <PULL> <PATH:LINE> <TEXT>',
    meaning: 'comment on a line of a pull request, such as src/a.ts:1',
    arity: 3,
    async make(run, [target = '', place = '', text = '']) {
      const id = await githubOf(run).commentOnLine(pullNamed(run, target), placeNamed(place), text);
      return `commented on ${target} at ${place}; the comment is ${id}`;
    },
  },
  review: {
    usage: 'review <PULL> <VERDICT> <TEXT>',
    meaning: 'review a pull request: approve, request-changes or comment',
    arity: 3,
    async make(run, [target = '', verdict = '', body = '']) {
      const known = oneOf(['approve', 'request-changes', 'comment'] as const, verdict, 'verdict');
      await githubOf(run).review(pullNamed(run, target), { verdict: known, body });
      return `reviewed ${target}: ${verdict}`;
    },
  },
  resolve: {
    usage: 'resolve <PULL> <COMMENT>',
    meaning: 'resolve the thread of an inline comment, by the number that `inline` tells',
    arity: 2,
    async make(run, [target = '', comment = '']) {
      await githubOf(run).resolve(pullNamed(run, target), Number(comment));
      return `resolved the thread of comment ${comment} on ${target}`;
    },
  },
  edit: {
    usage: 'edit <PULL> <COMMENT> <TEXT>',
    meaning: 'change a comment, by the number that `comment` or `inline` tells',
    arity: 3,
    async make(run, [target = '', comment = '', text = '']) {
      await githubOf(run).editComment(pullNamed(run, target), Number(comment), text);
      return `changed comment ${comment} on ${target}`;
    },
  },
  delete: {
    usage: 'delete <PULL> <COMMENT>',
    meaning: 'delete a comment, by the number that `comment` or `inline` tells',
    arity: 2,
    async make(run, [target = '', comment = '']) {
      await githubOf(run).deleteComment(pullNamed(run, target), Number(comment));
      return `deleted comment ${comment} on ${target}`;
    },
  },
  check: {
    usage: 'check <PULL> <NAME> <CONCLUSION>',
    meaning: 'let a check of a pull request end: success or failure',
    arity: 3,
    async make(run, [target = '', name = '', text = '']) {
      const { repository, number } = pullNamed(run, target);
      const conclusion = oneOf(['success', 'failure'] as const, text, 'conclusion');
      const people = githubOf(run);
      const pull = people.pulls(repository).find((one) => one.number === number);
      await people.addCheckRun(repository, pull?.head ?? '', { name, conclusion });
      return `the check ${name} of ${target} ended: ${conclusion}`;
    },
  },
  merge: {
    usage: 'merge <PULL>',
    meaning: 'approve a pull request, also as whoever asked for changes, and merge it',
    arity: 1,
    async make(run, [target = '']) {
      const { repository, number } = pullNamed(run, target);
      const [people, pull] = [githubOf(run), { repository, number }];
      // Nobody may approve what they opened themselves; what somebody asks for stands until they approve.
      const approving = new Set([...people.askingForChanges(pull), 'reviewer']);
      for (const login of approving) await people.review(pull, { verdict: 'approve' }, login);
      await people.merge(pull);
      return `merge: ${repository}#${number} is done`;
    },
  },
  close: onPull('close', 'close a pull request without merging it', 'closePull'),
  reopen: onPull('reopen', 'open a closed pull request again', 'reopenPull'),
};

/** A move that needs no more than its pull request. */
function onPull(name: string, meaning: string, method: 'closePull' | 'reopenPull'): PeopleMove {
  const make: PeopleMove['make'] = async (run, [target = '']) => {
    const pull = pullNamed(run, target);
    await githubOf(run)[method](pull);
    return `${name}: ${pull.repository}#${pull.number} is done`;
  };
  return { usage: `${name} <PULL>`, meaning, arity: 1, make };
}

/** Comments in the conversation of a pull request. */
export async function commentOnPull(run: PeopledRun, target: string, text: string): Promise<string> {
  const pull = pullNamed(run, target);
  const id = await githubOf(run).comment(pull, text);
  return `commented on ${pull.repository}#${pull.number}; the comment is ${id}`;
}

function placeNamed(text: string): { path: string; line: number } {
  const [, path = '', line] = /^(.+):([1-9]\d*)$/.exec(text) ?? [];
  if (line === undefined) throw new Error(`${text} is no line of a file; write for example src/a.ts:1`);
  return { path, line: Number(line) };
}
