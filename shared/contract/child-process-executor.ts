import * as z from 'zod';
import { RunRequest } from './runner.ts';

/** What executor `local` and its loopback server exchange. */

/** `POST /executions`. `name` is that of the run, by which its executions are found again. */
export const ExecutionOrder = z.object({ name: z.string(), request: RunRequest });
export type ExecutionOrder = z.infer<typeof ExecutionOrder>;

/** One child process. `url` shows people what it printed. */
export const ChildProcessExecution = z.object({
  executionId: z.string(),
  name: z.string(),
  url: z.url(),
  state: z.enum(['queued', 'in_progress', 'ended']),
});
export type ChildProcessExecution = z.infer<typeof ChildProcessExecution>;

/** `GET /executions?name=…`. */
export const ChildProcessExecutions = z.object({ executions: z.array(ChildProcessExecution) });

/** A refusal: 422 with a reason for people, or 429 with `retry-after` in seconds. */
export const ExecutionRefusal = z.object({ reason: z.string() });
