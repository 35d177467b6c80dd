import * as z from 'zod';
import { RunView } from './run-views.ts';

/** What was spent of one budget, in US dollars. */
export const SpendingView = z.strictObject({
  /** What runs that are over cost. */
  spentUsd: z.number(),
  /** The caps of those that are not. */
  reservedUsd: z.number(),
  runsInFlight: z.int(),
  /** The budget in force: that of the mapping, or what it was raised to. */
  limitUsd: z.number(),
  /** That of the mapping. */
  budgetUsd: z.number(),
  /** Nothing is left, so that no run begins. */
  isSpent: z.boolean(),
});
export type SpendingView = z.infer<typeof SpendingView>;

const day = z.iso.date();

/** What the runs that began on each day cost, by mapping; days without a run are left out. */
export const SpendingList = z.strictObject({
  now: z.iso.datetime(),
  mappings: z.array(
    z.strictObject({
      mappingId: z.string(),
      name: z.string(),
      /** A subscription pays for the model, and its mapping lets budgets only warn. */
      isNotional: z.boolean(),
      days: z.array(SpendingView.extend({ day })),
    }),
  ),
});
export type SpendingList = z.infer<typeof SpendingList>;

/** What a ticket cost over its lifetime, and its runs, newest first. */
export const TicketSpending = SpendingView.extend({ runs: z.array(RunView) });
export type TicketSpending = z.infer<typeof TicketSpending>;
