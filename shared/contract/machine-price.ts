import { machineKindOf } from '../domain/machine.ts';
import { DEFAULT_MACHINE_CPUS, DEFAULT_MACHINE_MEMORY_MB } from '../domain/mapping.ts';

/** What a machine costs while it runs; Fly bills by the second. */
export const MACHINE_PRICES = {
  /** US dollars for 30 days and one processor, with the memory that goes with it. */
  perCpu: { shared: { usd: 2.19, memoryMb: 256 }, performance: { usd: 33, memoryMb: 2048 } },
  /** US dollars for 30 days and 1024 MB beyond that. */
  perGb: 6,
  /** Of the cheapest regions, iad and ewr; others cost up to half as much again. */
  source: 'https://fly.io/docs/about/pricing/',
  readAt: '2026-11',
} as const;

const HOURS = 30 * 24;

/** US dollars an hour; undefined where Fly has no machine of this size. */
export function machineUsdPerHour({
  cpus = DEFAULT_MACHINE_CPUS,
  memoryMb = DEFAULT_MACHINE_MEMORY_MB,
}: {
  cpus?: number | undefined;
  memoryMb?: number | undefined;
}): number | undefined {
  const kind = machineKindOf({ cpus, memoryMb });
  if (kind === undefined) return undefined;
  const { usd, memoryMb: included } = MACHINE_PRICES.perCpu[kind];
  return (cpus * usd + ((memoryMb - cpus * included) / 1024) * MACHINE_PRICES.perGb) / HOURS;
}
