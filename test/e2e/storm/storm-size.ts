import * as z from 'zod';
import { readEnv } from '../../../shared/runtime/env.ts';

export interface StormSize {
  buckets: number;
  ticketsPerBucket: number;
  /** Consumers of `candidates` at once: each is a process of its own. */
  consumers: number;
  /** Slots of each bucket. */
  limit: number;
  /** The messages come in so many waves, each at a moment of its own. */
  waves: number;
  /** How often each boundary must have been hit at least, before its effect and after it. */
  leastHits: number;
  /** How many runs must at least have got a second workflow run: it takes a lost answer and a run that is created very late. */
  leastDoubles: number;
}

/** Candidates of each ticket: run ids that compete for it. */
export const RIVALS = 5;
/** How often each candidate is sent. */
export const COPIES = 5;

const SMALL: StormSize = {
  buckets: 4,
  ticketsPerBucket: 10,
  consumers: 4,
  limit: 3,
  waves: 8,
  leastHits: 1,
  leastDoubles: 0,
};
const FULL: StormSize = {
  buckets: 10,
  ticketsPerBucket: 20,
  consumers: 16,
  limit: 3,
  waves: 25,
  leastHits: 5,
  leastDoubles: 1,
};

const { CI, AI_IMPLEMENT_STORMS: storms } = readEnv(
  z.object({ CI: z.string().optional(), AI_IMPLEMENT_STORMS: z.enum(['whole']).optional() }),
);

/** `npm test` plays a small storm; with `CI=true`, as `.ci/run` sets it, the whole one. */
export const STORM_SIZE: StormSize = CI === 'true' ? FULL : SMALL;

/** How much is said on how many pull requests, and how often a consumer dies of it. With `AI_IMPLEMENT_STORMS=whole` it takes five minutes. */
export const FLOOD_SIZE =
  storms === 'whole' ? { pulls: 50, comments: 1000, kills: 20 } : { pulls: 20, comments: 300, kills: 10 };

/** How often `npm start` is killed under how many tickets. With `AI_IMPLEMENT_STORMS=whole` it takes seven minutes, and a machine with nothing else to do. */
export const KILLS_SIZE = storms === 'whole' ? { tickets: 30, kills: 20 } : { tickets: 6, kills: 4 };
