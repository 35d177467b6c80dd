/** The machines that jobs wait for. */
export interface MachineSlots {
  /** Waits for a free machine, or until the job is stopped; answers what gives it back. Older runs go first. */
  take(runId: number, stop: AbortSignal): Promise<() => void>;
}

interface Waiting {
  runId: number;
  enter(): void;
}

/** So many machines, of which each takes one job at a time. */
export function machineSlots(count = Number.POSITIVE_INFINITY): MachineSlots {
  let free = count;
  let waiting: Waiting[] = [];
  const giveBack = () => {
    const [next, ...rest] = waiting.toSorted((a, b) => a.runId - b.runId);
    if (next === undefined) free += 1;
    else next.enter();
    waiting = rest;
  };
  return {
    async take(runId, stop) {
      if (free > 0) {
        free -= 1;
        return giveBack;
      }
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const own: Waiting = { runId, enter: () => resolve(true) };
      waiting.push(own);
      const stopped = () => resolve(false);
      if (stop.aborted) stopped();
      stop.addEventListener('abort', stopped, { once: true });
      const isIn = await promise;
      stop.removeEventListener('abort', stopped);
      if (isIn) return giveBack;
      // Between the two somebody may have let it in.
      if (!waiting.includes(own)) giveBack();
      waiting = waiting.filter((other) => other !== own);
      return () => {};
    },
  };
}
