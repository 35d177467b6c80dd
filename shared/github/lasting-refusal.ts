import type { RequestFailure } from './read-failure.ts';

/**
 * What GitHub will not do until a person changes something there. `not_permitted` is any other 403: who asks lacks a permission, or
 * the owner forbids it.
 */
export type LastingRefusal = 'archived' | 'suspended' | 'moved' | 'actions_disabled' | 'not_permitted';

const WORDS: [RegExp, LastingRefusal][] = [
  [/archived/i, 'archived'],
  [/suspended/i, 'suspended'],
  [/disabled/i, 'actions_disabled'],
];

/**
 * Why GitHub refuses this, and always will as things stand; undefined for outages, limits, a credential that is not taken, and what
 * is said of this one request.
 */
export function lastingRefusal(
  failure: Pick<RequestFailure, 'status' | 'message' | 'limitMs'>,
): LastingRefusal | undefined {
  const { status, message, limitMs } = failure;
  if (limitMs !== undefined) return undefined;
  if (status === 301) return 'moved';
  if (status !== 403) return undefined;
  return WORDS.find(([says]) => says.test(message))?.[1] ?? 'not_permitted';
}
