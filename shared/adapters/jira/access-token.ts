import { MINUTE_MS } from '../../domain/time.ts';

const KEPT_MS = 5 * MINUTE_MS;

/**
 * Answers an access token of OAuth, which whoever issues it renews about once an hour: it is read anew every five minutes, and
 * whenever it is to be fresh. One that cannot be read is read again with the next request.
 */
export function renewedToken(
  read: () => Promise<string>,
  now: () => number = Date.now,
): (options?: { isFresh: boolean }) => Promise<string> {
  let kept: { token: string; readAt: number } | undefined;
  return async ({ isFresh } = { isFresh: false }) => {
    if (isFresh || kept === undefined || now() - kept.readAt >= KEPT_MS) kept = { token: await read(), readAt: now() };
    return kept.token;
  };
}
