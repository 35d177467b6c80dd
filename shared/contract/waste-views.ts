import * as z from 'zod';
import { SpendingList } from './spending-views.ts';

/** What became of money: of the change that it made, or that it made none. */
const SPEND_FATES = ['merged', 'open', 'thrown_away'] as const;

const whole = z.int();

/** What was spent on runs of some days, by what became of it. */
export const SpendReport = z.strictObject({
  ...SpendingList.shape,
  /** The first day that is looked at. */
  from: z.iso.date(),
  /** So many runs were looked at, the newest; there are more where `isCut`. */
  runs: whole,
  isCut: z.boolean(),
  fates: z.array(
    z.strictObject({
      fate: z.enum(SPEND_FATES),
      /** Of what was thrown away: the code of a failure, or `cancelled`, `closed`, `timed_out`, `given_up`. */
      cause: z.string().optional(),
      usd: z.number(),
      runs: whole,
    }),
  ),
});
export type SpendReport = z.infer<typeof SpendReport>;
