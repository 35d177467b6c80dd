import * as z from 'zod';
import { RunRequest } from './runner.ts';

/** What executor `local` and its loopback server exchange. */

/** `POST /executions`. `name` is that of the run, by which its executions are found again. */
export const LocalOrder = z.object({ name: z.string(), request: RunRequest });
export type LocalOrder = z.infer<typeof LocalOrder>;

/** One child process. `url` shows people what it printed. */
export const LocalExecution = z.object({
  executionId: z.string(),
  name: z.string(),
  url: z.url(),
  state: z.enum(['queued', 'in_progress', 'ended']),
});
export type LocalExecution = z.infer<typeof LocalExecution>;

/** `GET /executions?name=…`. */
export const LocalExecutions = z.object({ executions: z.array(LocalExecution) });

/** A refusal: 422 with a reason for people, or 429 with `retry-after` in seconds. */
export const LocalRefusal = z.object({ reason: z.string() });
