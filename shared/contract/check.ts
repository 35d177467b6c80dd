import * as z from 'zod';

const VERDICTS = ['ok', 'warning', 'failed', 'not_tried'] as const;

/** What was looked at in a deployment and what was found, as `npm run setup`, `npm run doctor` and the admin API tell it. No secret is in it. */
export const Check = z.strictObject({
  /** Stable; `docs/checks.md` lists all. */
  code: z.string(),
  /** The part that was looked at, for people. */
  name: z.string(),
  /** `warning`: it works, and something is to be mended; `failed`: it does not work; `not_tried`: nothing is known. */
  verdict: z.enum(VERDICTS),
  /** What was seen, in sentences. */
  evidence: z.string(),
  /** What to do, with the page or the command; with every warning and failure. */
  remedy: z.string().optional(),
});
export type Check = z.infer<typeof Check>;
