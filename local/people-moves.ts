import type { LaptopRun } from './laptop-run.ts';
import type { LinearPeople } from './simulators/linear/people.ts';

/** A move that a person makes in the simulated world, as `npm run sim -- <name> <arguments>`. */
export interface PeopleMove {
  usage: string;
  meaning: string;
  arity: number;
  /** Makes the move and answers a line that says what it did. */
  make(run: LaptopRun, args: readonly string[]): string;
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
    usage: 'comment <KEY> <TEXT>',
    meaning: 'comment on a ticket',
    arity: 2,
    make(run, [key = '', text = '']) {
      linearOf(run).comment(key, text);
      return `commented on ${key}`;
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
