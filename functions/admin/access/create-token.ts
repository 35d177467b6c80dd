import type { OperationAnswer, OperationRequest } from '../../../shared/contract/admin.ts';
import { type Access, callerOf } from '../../../shared/contract/admin-access.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { DAY_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentAccess } from './present-access.ts';

type Deps = Pick<AdminDeps, 'sessions' | 'audit' | 'keys' | 'caller' | 'clock' | 'ids'>;

/** By which people and scanners know one. */
const PREFIX = 'ai_implement_';

/** Makes a token for a machine. Its secret is answered once; of a token that was found and revoked none is left that it made. */
export async function createToken(
  deps: Deps,
  { name, role, days }: OperationRequest<'createToken'>['body'],
): Promise<OperationAnswer<'createToken'>> {
  if (deps.caller.kind === 'token') throw new AppError('person_required', 'a token makes no token; sign in for that');
  const token = PREFIX + deps.keys.generate();
  const now = deps.clock.now();
  const lasts = { createdAt: now, expiresAt: plus(now, days * DAY_MS) };
  const access: Access = { accessId: deps.keys.hash(token), kind: 'token', name, role, ...lasts };
  await deps.sessions.create(access);
  await deps.audit.add({
    entryId: deps.ids.ulid(),
    at: now,
    actor: deps.caller.name,
    action: 'token_made',
    subject: callerOf(access).name,
    detail: `${role}, until ${access.expiresAt}`,
  });
  return { token, access: presentAccess(access, deps.caller) };
}
