/**
 * The one clock of a laptop run. `Date` in the host and in every function process is real time plus one offset;
 * moving the offset moves visibility time-outs, deduplication windows, schedules and simulators alike. Timers of
 * Node stay real, so whoever waits for a moment registers it here and `wake` fires what is due.
 */
export interface LocalClock {
  /** Epoch milliseconds, offset included. */
  now(): number;
  /** What is added to real time, in milliseconds. */
  offsetMs(): number;
  /** Moves time forward and fires what became due. */
  advance(ms: number): void;
  /** Runs `task` once time has reached `dueAt` (epoch milliseconds); answers a function that cancels it. */
  at(dueAt: number, task: () => void): () => void;
  /** The earliest registered moment, if any. */
  nextDueAt(): number | undefined;
  /** Puts the real `Date` back and stops the ticking. */
  stop(): void;
}

interface Waiting {
  dueAt: number;
  task: () => void;
}

const RealDate = Date;
const TICK_MS = 20;

/**
 * Starts the clock in this process: replaces `Date`, and looks every 20 ms for what is due. `moved` is told the offset whenever time was
 * moved, before anything that is due then happens.
 */
export function startClock(initialOffsetMs = 0, moved: (offsetMs: number) => void = () => {}): LocalClock {
  let offset = initialOffsetMs;
  const waiting = new Set<Waiting>();
  const now = () => RealDate.now() + offset;
  globalThis.Date = shiftedDate(() => offset);
  const wake = () => {
    const due = [...waiting].filter((w) => w.dueAt <= now()).sort((a, b) => a.dueAt - b.dueAt);
    for (const w of due) {
      if (waiting.delete(w)) w.task();
    }
  };
  const ticking = setInterval(wake, TICK_MS);
  return {
    now,
    offsetMs: () => offset,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`time only moves forward, not by ${ms} ms`);
      offset += ms;
      moved(offset);
      wake();
    },
    at(dueAt, task) {
      const entry = { dueAt, task };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    nextDueAt: () => [...waiting].map((w) => w.dueAt).sort((a, b) => a - b)[0],
    stop() {
      clearInterval(ticking);
      globalThis.Date = RealDate;
    },
  };
}

function shiftedDate(offset: () => number): DateConstructor {
  const handler: ProxyHandler<DateConstructor> = {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [RealDate.now() + offset()] : args, newTarget),
    apply: () => new RealDate(RealDate.now() + offset()).toString(),
    get: (target, key, receiver) =>
      key === 'now' ? () => RealDate.now() + offset() : Reflect.get(target, key, receiver),
  };
  return new Proxy(RealDate, handler);
}
