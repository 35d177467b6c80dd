import * as z from 'zod';

/** Counts of the last days, by mapping and by bucket; what is not over is not counted yet. */

const whole = z.int().min(0);
const day = z.iso.date();

/** So large a part of the times did not exceed `atMostS` seconds, the bound of a part; longer than any bound where `isMore`. */
const Percentile = z.strictObject({ atMostS: whole.optional(), isMore: z.boolean().optional() });
export type Percentile = z.infer<typeof Percentile>;

const Times = z.strictObject({ counted: whole, p50: Percentile.optional(), p95: Percentile.optional() });

const OutcomeCounts = z.strictObject({ succeeded: whole, failed: whole, timed_out: whole, cancelled: whole });
export type OutcomeCounts = z.infer<typeof OutcomeCounts>;

const MappingTrend = z.strictObject({
  mappingId: z.string(),
  name: z.string(),
  /** A subscription pays for the model, and its mapping lets budgets only warn. */
  isNotional: z.boolean(),
  days: z.array(z.strictObject({ day, spentUsd: z.number(), runs: OutcomeCounts })),
  /** Pull requests that were merged or closed in these days, and what all runs for the merged ones cost. */
  merged: whole,
  closed: whole,
  mergedUsd: z.number(),
});

const BucketTrend = z.strictObject({
  bucketId: z.string(),
  name: z.string(),
  /** As it is now. */
  limit: whole.optional(),
  /** How many slots were held on average, in each `stepHours` from the first day on. */
  held: z.array(z.number()),
});

/** Of all mappings, or of this one. */
export const TrendsQuery = z.strictObject({ mapping: z.string().max(64, 'The id of a mapping.').optional() });

export const TrendReport = z.strictObject({
  now: z.iso.datetime(),
  /** The first day that is counted, and how many are. */
  from: day,
  days: whole,
  /** Of what can be chosen. */
  choices: z.array(z.strictObject({ mappingId: z.string(), name: z.string() })),
  /** So many mappings are counted; there are more where `isCut`. */
  isCut: z.boolean(),
  mappings: z.array(MappingTrend),
  /** Runs that began in each hour of the day (UTC), of all days. */
  hours: z.array(whole).length(24),
  stepHours: whole,
  buckets: z.array(BucketTrend),
  /** The commonest causes of failure, by code. */
  failures: z.array(z.strictObject({ code: z.string(), runs: whole })),
  /** How long runs worked; from the mark to the pull request; from there to its merge. */
  times: z.strictObject({ run: Times, opening: Times, merging: Times }),
});
export type TrendReport = z.infer<typeof TrendReport>;
