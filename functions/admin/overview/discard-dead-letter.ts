import { AppError } from '../../../shared/domain/errors.ts';
import type { QueueName } from '../../../shared/ports/work-queue.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { timeLimit } from './time-limit.ts';

/** Deletes one dead letter for good, and notes who did so and why. */
export async function discardDeadLetter(
  deps: Pick<AdminDeps, 'deadLetters' | 'audit' | 'caller' | 'clock' | 'ids'>,
  { queue, messageId, reason }: { queue: QueueName; messageId: string; reason: string },
): Promise<{ messageId: string }> {
  if ((await deps.deadLetters.discard(queue, messageId, timeLimit(deps.clock))) === 'gone')
    throw new AppError('not_found', 'there is no such dead letter any more, or it cannot be had right now');
  const entry = { at: deps.clock.now(), actor: deps.caller.name, action: 'dead_letter_discarded', subject: queue };
  await deps.audit.add({ ...entry, entryId: deps.ids.ulid(), detail: `${messageId}: ${reason}` });
  return { messageId };
}
