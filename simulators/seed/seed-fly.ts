import { type SeededTicket, ticketsOf } from './seed.ts';
import { DATA } from './seed-tickets.ts';

/** Created after those of Actions, where machines of Fly are simulated: its runs get one each. */
export const SEEDED_FLY_MAPPING = {
  name: 'Reports',
  teamKey: 'DATA',
  owner: 'acme',
  repo: 'reports',
  maxInProgress: 2,
  executor: 'fly-machines',
  machineCpus: 4,
  machineMemoryMb: 8192,
  machineRegion: 'fra',
} as const;

/** Of a team whose mapping is the one above. */
export const SEEDED_FLY_TICKETS: readonly SeededTicket[] = ticketsOf('DATA', DATA);
