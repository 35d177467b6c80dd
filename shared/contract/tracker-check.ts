import * as z from 'zod';

/** What the tracker says to a mapping, as the admin API answers it. */
export const TrackerCheck = z.strictObject({
  /** Why no ticket is found, or what cannot be shown, each a sentence. */
  problems: z.array(z.string()),
  /** Options of Jira's field `AI-Implement Status` that somebody has to make. */
  missingValues: z.array(z.string()),
  /** What is worth knowing and needs nobody: labels that are taken as they stand. */
  notes: z.array(z.string()).optional(),
});
export type TrackerCheck = z.infer<typeof TrackerCheck>;
