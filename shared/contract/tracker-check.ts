import * as z from 'zod';

/** What the tracker says to a mapping, as the admin API answers it. */
export const TrackerCheck = z.strictObject({
  /** Why no ticket is found, each a sentence. */
  problems: z.array(z.string()),
  /** Options of Jira's field `AI-Implement Status` that somebody has to make. */
  missingValues: z.array(z.string()),
});
export type TrackerCheck = z.infer<typeof TrackerCheck>;
