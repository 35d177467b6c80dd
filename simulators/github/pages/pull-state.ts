import type { PullRecord } from '../code-state.ts';

/** The state of a pull request as people call it. */
export function pullState({ mergedAt, closedAt, isDraft }: PullRecord): 'merged' | 'closed' | 'draft' | 'open' {
  if (mergedAt !== null) return 'merged';
  if (closedAt !== null) return 'closed';
  return isDraft ? 'draft' : 'open';
}
