import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** How many messages failed for good, and up to ten of each queue as they are. */
export async function listDeadLetters(
  deps: Pick<AdminDeps, 'deadLetters'>,
): Promise<OperationAnswer<'listDeadLetters'>> {
  const [counts, ...letters] = await Promise.all([
    deps.deadLetters.counts(),
    deps.deadLetters.peek('candidates'),
    deps.deadLetters.peek('lifecycle'),
  ]);
  return { counts, letters: letters.flat() };
}
