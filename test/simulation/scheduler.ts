import { type Instant, plus } from '../../shared/domain/time.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';
import type { Random } from './random.ts';

/** How an actor ended. One that crashed is abandoned: its promise never continues. */
export type Ending<T> =
  | { kind: 'done'; value: T }
  | { kind: 'failed'; error: unknown }
  | { kind: 'crashed'; why: string };

/** One thing that runs at the same time as others: an invocation of a function, or a runner. */
export interface Actor {
  readonly name: string;
  /** The run that it works on, if it is about one. */
  readonly runId: string | undefined;
  /** Whether faults may end it; a function may die at any moment, a runner has its own fate. */
  readonly isMortal: boolean;
  /** How eagerly it is chosen: some are slow, so that others overtake them. */
  readonly weight: number;
  readonly endsAt: Instant | undefined;
  isOver: boolean;
  crash(why: string): void;
}

const PACES = [1, 1, 1, 0.2, 0.01];

/** What an actor waits to do. */
export interface Turn {
  actor: Actor;
  label: string;
  readyAt: Instant;
  effect: () => Promise<unknown>;
  resume: (answer: PromiseSettledResult<unknown>) => void;
}

export interface ActorSettings {
  runId?: string | undefined;
  isMortal: boolean;
  /** Killed when it takes longer; in milliseconds. */
  timeLimitMs?: number;
}

export interface Scheduler {
  spawn<T>(name: string, settings: ActorSettings, body: (actor: Actor) => Promise<T>): Promise<Ending<T>>;
  /** A scheduling point: the effect happens when the actor gets its turn. */
  wait<T>(actor: Actor, label: string, effect: () => Promise<T>): Promise<T>;
  /** Waits until the clock has moved on. */
  sleep(actor: Actor, ms: number): Promise<void>;
  /** Takes out the turn of whoever goes next; undefined when nobody can. */
  choose(): Turn | undefined;
  hasReady(): boolean;
  /** When the next one that waits for the clock is ready. */
  nextReadyAt(): Instant | undefined;
}

export function scheduler({ random, clock }: { random: Random; clock: FakeClock }): Scheduler {
  let turns: Turn[] = [];
  const enqueue = (turn: Omit<Turn, 'resume'>) =>
    new Promise<unknown>((resolve, reject) => {
      const resume = (answer: PromiseSettledResult<unknown>) =>
        answer.status === 'fulfilled' ? resolve(answer.value) : reject(answer.reason);
      turns.push({ ...turn, resume });
    });
  const ready = () => {
    const now = clock.now();
    return turns.filter((turn) => turn.readyAt <= now);
  };
  const forget = (actor: Actor) => {
    turns = turns.filter((turn) => turn.actor !== actor);
  };
  return {
    spawn(name, settings, body) {
      const { timeLimitMs, runId, isMortal } = settings;
      const endsAt = timeLimitMs === undefined ? undefined : plus(clock.now(), timeLimitMs);
      return start({ name, runId, isMortal, endsAt, weight: random.pick(PACES) ?? 1 }, forget, body);
    },
    async wait<T>(actor: Actor, label: string, effect: () => Promise<T>) {
      return (await enqueue({ actor, label, effect, readyAt: clock.now() })) as T;
    },
    async sleep(actor, ms) {
      await enqueue({ actor, label: 'wakes', effect: async () => undefined, readyAt: plus(clock.now(), ms) });
    },
    choose() {
      const turn = heaviest(ready(), random);
      turns = turns.filter((other) => other !== turn);
      return turn;
    },
    hasReady: () => ready().length > 0,
    nextReadyAt: () => turns.map((turn) => turn.readyAt).sort()[0],
  };
}

function start<T>(
  described: Omit<Actor, 'isOver' | 'crash'>,
  forget: (actor: Actor) => void,
  body: (actor: Actor) => Promise<T>,
): Promise<Ending<T>> {
  return new Promise((resolve) => {
    const end = (ending: Ending<T>) => {
      actor.isOver = true;
      forget(actor);
      resolve(ending);
    };
    const actor: Actor = { ...described, isOver: false, crash: (why) => end({ kind: 'crashed', why }) };
    body(actor).then(
      (value) => end({ kind: 'done', value }),
      (error: unknown) => end({ kind: 'failed', error }),
    );
  });
}

function heaviest(turns: readonly Turn[], random: Random): Turn | undefined {
  let left = random.next() * turns.reduce((sum, { actor }) => sum + actor.weight, 0);
  for (const turn of turns) {
    left -= turn.actor.weight;
    if (left < 0) return turn;
  }
  return turns.at(-1);
}

/** Lets everything that was resumed run on to its next scheduling point. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
