import * as z from 'zod';
import { Check } from './check.ts';

/** Templates in target repositories, as the admin API answers them. */

/** The files of a repository beside those of this version. */
export const TemplatesView = z.strictObject({
  files: z.array(
    z.strictObject({
      path: z.string(),
      state: z.enum(['same', 'differs', 'missing']),
      /** Belongs to the repository: it may differ, and is written where it is missing. */
      isSeed: z.boolean(),
      /** Whether a sync writes it. */
      isDue: z.boolean(),
    }),
  ),
  /** What was found beside the files, of the App, the branch, the rules, the runners and the model. */
  checks: z.array(Check),
});
export type TemplatesView = z.infer<typeof TemplatesView>;

export const SyncView = TemplatesView.extend({
  status: z.enum(['opened', 'updated', 'up-to-date']),
  /** The pull request, unless there was nothing to do. */
  prUrl: z.string().optional(),
});
export type SyncView = z.infer<typeof SyncView>;
