import { callerOf } from '../../../shared/contract/admin-access.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { AdminDeps } from '../admin-deps.ts';

type Deps = Pick<AdminDeps, 'sessions' | 'audit' | 'caller' | 'clock' | 'ids'>;

/** Ends a token or a session: the next request with it is refused. */
export async function revokeAccess(
  deps: Deps,
  { accessId, reason }: { accessId: string; reason?: string | undefined },
): Promise<{ accessId: string }> {
  const at = deps.clock.now();
  const access = await deps.sessions.read(accessId, at);
  if (access === undefined) throw new AppError('not_found', 'there is no such token or session (any more)');
  await deps.sessions.remove(accessId);
  const action = access.kind === 'token' ? 'token_revoked' : 'session_revoked';
  const entry = { at, actor: deps.caller.name, action, subject: callerOf(access).name };
  const detail = reason === undefined ? {} : { detail: reason };
  await deps.audit.add({ ...entry, ...detail, entryId: deps.ids.ulid() });
  return { accessId };
}
