import type { QueueName } from '../../../shared/ports/work-queue.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { timeLimit } from './time-limit.ts';

/** Sends the dead letters of a queue through it once more, as far as the time of a request goes; answers how many are left. */
export async function replayDeadLetters(
  deps: Pick<AdminDeps, 'deadLetters' | 'audit' | 'caller' | 'clock' | 'ids'>,
  input: { queue: QueueName },
): Promise<{ replayed: number; left: number }> {
  const replayed = await deps.deadLetters.replay(input.queue, timeLimit(deps.clock));
  const entry = {
    at: deps.clock.now(),
    actor: deps.caller.name,
    action: 'dead_letters_replayed',
    subject: input.queue,
  };
  await deps.audit.add({ ...entry, entryId: deps.ids.ulid(), detail: `${replayed} messages` });
  return { replayed, left: (await deps.deadLetters.counts())[input.queue] };
}
