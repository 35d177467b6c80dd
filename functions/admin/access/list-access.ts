import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentAccess } from './present-access.ts';

/** A script that signs in anew each time makes many. */
const MOST_SESSIONS = 100;

/** All that lets in now: tokens of machines, and sessions of people. */
export async function listAccess(
  deps: Pick<AdminDeps, 'sessions' | 'caller' | 'clock'>,
): Promise<OperationAnswer<'listAccess'>> {
  const now = deps.clock.now();
  const [tokens, sessions] = await Promise.all([
    deps.sessions.list('token', now),
    deps.sessions.list('session', now, MOST_SESSIONS),
  ]);
  return { now, access: [...tokens, ...sessions].map((access) => presentAccess(access, deps.caller)) };
}
