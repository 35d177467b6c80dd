interface Burst {
  writes: number;
  windowMs: number;
}

/** Writes of one issue that Jira takes. Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ */
export const WRITE_BURSTS: readonly Burst[] = [
  { writes: 20, windowMs: 2000 },
  { writes: 100, windowMs: 30_000 },
];

export interface WriteBursts {
  /** Counts a write of the issue; else answers after how many milliseconds it would be taken. */
  admit(issue: string): number | undefined;
}

export function writeBursts(bursts: readonly Burst[], now: () => number): WriteBursts {
  const writes = new Map<string, number[]>();
  const longest = Math.max(...bursts.map((burst) => burst.windowMs));
  return {
    admit(issue) {
      const recent = (writes.get(issue) ?? []).filter((at) => at > now() - longest);
      const waits = bursts.map((burst) => {
        const inWindow = recent.filter((at) => at > now() - burst.windowMs);
        const oldest = inWindow.at(-burst.writes);
        return oldest === undefined ? 0 : oldest + burst.windowMs - now();
      });
      const wait = Math.max(...waits);
      writes.set(issue, wait > 0 ? recent : [...recent, now()]);
      return wait > 0 ? wait : undefined;
    },
  };
}
