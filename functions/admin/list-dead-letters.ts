import type { OperationAnswer } from '../../shared/contract/admin.ts';
import type { AdminDeps } from './admin-deps.ts';

/** How many messages failed for good, and up to ten of each queue as they are. */
export async function listDeadLetters(
  deps: Pick<AdminDeps, 'deadLetters'>,
): Promise<OperationAnswer<'listDeadLetters'>> {
  const counts = await deps.deadLetters.counts();
  const letters = [await deps.deadLetters.peek('candidates'), await deps.deadLetters.peek('lifecycle')].flat();
  return { counts, letters };
}
