interface Member {
  /** Ends it, running or waiting. */
  cancel(): void;
  enter(): void;
}

/** A member that asks to enter a group; `cancel` is called when another takes its place. */
interface Entrant {
  cancelInProgress: boolean;
  cancel(): void;
  /** Aborted when the member no longer wants to enter. */
  stop: AbortSignal;
}

/** At most one member of a group runs, and at most one waits: a newer one takes the place of the one that waits. */
export interface ConcurrencyGroups {
  /** Waits for the member's turn, or until it is stopped; answers what ends its membership. */
  enter(group: string, entrant: Entrant): Promise<() => void>;
}

export function concurrencyGroups(): ConcurrencyGroups {
  const running = new Map<string, Member>();
  const waiting = new Map<string, Member>();
  const leave = (group: string, member: Member) => {
    if (waiting.get(group) === member) waiting.delete(group);
    if (running.get(group) !== member) return;
    const next = waiting.get(group);
    waiting.delete(group);
    running.delete(group);
    if (next === undefined) return;
    running.set(group, next);
    next.enter();
  };
  return {
    async enter(name, { cancelInProgress, cancel, stop }) {
      // GitHub compares names of groups without regard to case.
      const group = name.toLowerCase();
      const { promise, resolve } = Promise.withResolvers<void>();
      const member: Member = { cancel, enter: resolve };
      const holder = running.get(group);
      if (holder === undefined) running.set(group, member);
      else {
        waiting.get(group)?.cancel();
        waiting.set(group, member);
        if (cancelInProgress) holder.cancel();
        stop.addEventListener('abort', () => resolve(), { once: true });
        await promise;
      }
      return () => leave(group, member);
    },
  };
}
