import * as z from 'zod';

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
  warnings: z.array(
    z.strictObject({
      code: z.enum(['unprotected_branch', 'model_needed', 'runner_shared', 'run_refused', 'app_lacks', 'not_accepted']),
      message: z.string(),
    }),
  ),
});
export type TemplatesView = z.infer<typeof TemplatesView>;

export const SyncView = TemplatesView.extend({
  status: z.enum(['opened', 'updated', 'up-to-date']),
  /** The pull request, unless there was nothing to do. */
  prUrl: z.string().optional(),
});
export type SyncView = z.infer<typeof SyncView>;
