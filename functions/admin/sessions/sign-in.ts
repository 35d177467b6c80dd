import { timingSafeEqual } from 'node:crypto';
import { SESSION_HOURS } from '../../../shared/contract/admin.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';

const TRIES = 10;
const WINDOW_MINUTES = 15;

type Deps = Pick<AdminDeps, 'accessCode' | 'throttle' | 'sessions' | 'audit' | 'keys' | 'clock' | 'ids'>;

/** Opens a session for whoever knows the access code; answers its secret, of which only the hash is kept. */
export async function signIn(deps: Deps, input: { accessCode: string; address: string }): Promise<string> {
  const now = deps.clock.now();
  const tries = await deps.throttle.count(input.address, { now, endsAt: plus(now, WINDOW_MINUTES * MINUTE_MS) });
  if (tries > TRIES) {
    throw new AppError('too_many_attempts', `${TRIES} tries in ${WINDOW_MINUTES} minutes are allowed; try again later`);
  }
  if (!isEqual(deps.keys, input.accessCode, await deps.accessCode())) {
    throw new AppError('wrong_access_code', 'this is not the access code');
  }
  const secret = deps.keys.generate();
  await deps.sessions.create({ hash: deps.keys.hash(secret), expiresAt: plus(now, SESSION_HOURS * HOUR_MS) });
  await deps.audit.add({
    entryId: deps.ids.ulid(),
    at: now,
    actor: 'admin',
    action: 'signed_in',
    subject: input.address,
  });
  return secret;
}

/** Hashes have one length, so that the comparison takes the same time whatever was typed. */
function isEqual(keys: AdminDeps['keys'], given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(keys.hash(given)), Buffer.from(keys.hash(expected)));
}
