import type { LaptopRun } from './laptop-run.ts';
import type { GitHubPeople, PullName } from './simulators/github/people.ts';
import type { LinearPeople } from './simulators/linear/people.ts';

/** A move that a person makes in the simulated world, as `npm run sim -- <name> <arguments>`. */
export interface PeopleMove {
  usage: string;
  meaning: string;
  arity: number;
  /** Makes the move and answers a line that says what it did. */
  make(run: LaptopRun, args: readonly string[]): string | Promise<string>;
}

const TICKET_MOVES: Record<string, { meaning: string; make: (linear: LinearPeople, key: string) => void }> = {
  mark: { meaning: 'put the label AI-Implement on a ticket', make: (linear, key) => linear.mark(key) },
  unmark: { meaning: 'take the label AI-Implement off a ticket', make: (linear, key) => linear.unmark(key) },
  approve: {
    meaning: 'put the label Plan-Approved on a ticket',
    make: (linear, key) => linear.addLabel(key, 'Plan-Approved'),
  },
  done: { meaning: 'move a ticket to Done, which unblocks what it blocks', make: (linear, key) => linear.done(key) },
};

/** Every move by its name. */
export const PEOPLE_MOVES: Readonly<Record<string, PeopleMove>> = {
  ...Object.fromEntries(
    Object.entries(TICKET_MOVES).map(([name, { meaning, make }]) => [
      name,
      {
        usage: `${name} <KEY>`,
        meaning,
        arity: 1,
        make: (run: LaptopRun, [key = '']: readonly string[]) => {
          make(linearOf(run), key);
          return `${key}: ${linearOf(run).stateOf(key)}, labels ${linearOf(run).labelsOf(key).join(', ') || 'none'}`;
        },
      },
    ]),
  ),
  block: {
    usage: 'block <KEY> <BY>',
    meaning: 'say that a ticket is blocked by another',
    arity: 2,
    make(run, [key = '', by = '']) {
      linearOf(run).block(key, by);
      return `${key} is blocked by ${by}`;
    },
  },
  comment: {
    usage: 'comment <KEY or PULL> <TEXT>',
    meaning: 'comment on a ticket, or on a pull request (acme/backend#3)',
    arity: 2,
    async make(run, [target = '', text = '']) {
      if (target.includes('#')) await githubOf(run).comment(pullNamed(target), text);
      else linearOf(run).comment(target, text);
      return `commented on ${target}`;
    },
  },
  review: {
    usage: 'review <PULL> <VERDICT> <TEXT>',
    meaning: 'review a pull request: approve, request-changes or comment',
    arity: 3,
    async make(run, [target = '', verdict = '', body = '']) {
      await githubOf(run).review(pullNamed(target), { verdict: verdictNamed(verdict), body });
      return `reviewed ${target}: ${verdict}`;
    },
  },
  merge: {
    usage: 'merge <PULL>',
    meaning: 'merge a pull request',
    arity: 1,
    async make(run, [target = '']) {
      return `merged ${target} as ${await githubOf(run).merge(pullNamed(target))}`;
    },
  },
  clock: {
    usage: 'clock <DURATION>',
    meaning: 'move time forward: 90s, 5m, 24h, 2d',
    arity: 1,
    make(run, [duration = '']) {
      run.clock.advance(millisecondsOf(duration));
      return `it is now ${new Date(run.clock.now()).toISOString()}`;
    },
  },
};

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function millisecondsOf(duration: string): number {
  const [, count, unit = ''] = /^([1-9]\d*)([smhd])$/.exec(duration) ?? [];
  if (count === undefined) throw new Error(`${duration} is no duration; write for example 90s, 5m, 24h or 2d`);
  return Number(count) * (UNIT_MS[unit] ?? 0);
}

function linearOf({ vendors }: LaptopRun): LinearPeople {
  if (vendors.linear === undefined) throw new Error('Linear is the real one; use it as you always do');
  return vendors.linear;
}

function githubOf({ vendors }: LaptopRun): GitHubPeople {
  if (vendors.github === undefined) throw new Error('GitHub is the real one; use it as you always do');
  return vendors.github.people;
}

function pullNamed(text: string): PullName {
  const [, repository = '', number] = /^([\w.-]+\/[\w.-]+)#([1-9]\d*)$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`${text} is no pull request; write for example acme/backend#3`);
  return { repository, number: Number(number) };
}

const VERDICTS = ['approve', 'request-changes', 'comment'] as const;

function verdictNamed(text: string): (typeof VERDICTS)[number] {
  const verdict = VERDICTS.find((one) => one === text);
  if (verdict === undefined) throw new Error(`${text} is no verdict; there are ${VERDICTS.join(', ')}`);
  return verdict;
}
