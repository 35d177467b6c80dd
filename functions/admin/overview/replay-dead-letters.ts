import type { QueueName } from '../../../shared/ports/work-queue.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** Sends the dead letters of a queue through it once more. */
export async function replayDeadLetters(
  deps: Pick<AdminDeps, 'deadLetters' | 'audit' | 'clock' | 'ids'>,
  input: { queue: QueueName },
): Promise<{ replayed: number }> {
  const replayed = await deps.deadLetters.replay(input.queue);
  const entry = { at: deps.clock.now(), actor: 'admin', action: 'dead_letters_replayed', subject: input.queue };
  await deps.audit.add({ ...entry, entryId: deps.ids.ulid(), detail: `${replayed} messages` });
  return { replayed };
}
