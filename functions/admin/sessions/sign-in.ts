import { timingSafeEqual } from 'node:crypto';
import { HOW_TO_MAKE_AN_ACCESS_CODE, isStrongAccessCode } from '../../../shared/contract/access-code.ts';
import type { Access } from '../../../shared/contract/admin-access.ts';
import { SESSION_HOURS } from '../../../shared/contract/admin-session.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';

const TRIES = 10;
const WINDOW_MINUTES = 15;

/** The code is of nobody in particular, and opens everything. */
const WHO_KNOWS_IT = { kind: 'session', name: 'admin', role: 'admin' } as const;

type Deps = Pick<AdminDeps, 'accessCode' | 'throttle' | 'sessions' | 'audit' | 'keys' | 'clock' | 'ids'>;

/**
 * Opens a session for whoever knows the access code; answers its secret, of which only the hash is kept. Failures are counted, and
 * bounded by address: a right code opens always, so that nobody is kept out by what others try from the same address.
 */
export async function signIn(
  deps: Deps,
  input: { accessCode: string; address: string },
): Promise<Access & { secret: string }> {
  const now = deps.clock.now();
  if (!isEqual(deps.keys, input.accessCode, await strongCode(deps))) throw await refusal(deps, input.address);
  const secret = deps.keys.generate();
  const lasts = { createdAt: now, expiresAt: plus(now, SESSION_HOURS * HOUR_MS) };
  const access: Access = { ...WHO_KNOWS_IT, ...lasts, accessId: deps.keys.hash(secret) };
  await deps.sessions.create(access);
  await deps.audit.add({
    entryId: deps.ids.ulid(),
    at: now,
    actor: WHO_KNOWS_IT.name,
    action: 'signed_in',
    subject: input.address,
  });
  return { ...access, secret };
}

/** The code that is stored; one that could be found by trying opens nothing. */
async function strongCode({ accessCode }: Pick<Deps, 'accessCode'>): Promise<string> {
  const kept = await accessCode();
  const code = isStrongAccessCode(kept) ? kept : await accessCode({ isFresh: true });
  if (isStrongAccessCode(code)) return code;
  throw new AppError(
    'access_code_weak',
    `the access code that is stored has less than 128 bits and opens nothing; store one as \`${HOW_TO_MAKE_AN_ACCESS_CODE}\` makes it`,
  );
}

async function refusal({ throttle, clock }: Pick<Deps, 'throttle' | 'clock'>, address: string): Promise<AppError> {
  const now = clock.now();
  const failures = await throttle.count(address, { now, endsAt: plus(now, WINDOW_MINUTES * MINUTE_MS) });
  if (failures <= TRIES) return new AppError('wrong_access_code', 'this is not the access code');
  return new AppError(
    'too_many_attempts',
    `this is not the access code; more than ${TRIES} wrong ones came from this address within ${WINDOW_MINUTES} minutes`,
  );
}

/** Hashes have one length, so that the comparison takes the same time whatever was typed. */
function isEqual(keys: AdminDeps['keys'], given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(keys.hash(given)), Buffer.from(keys.hash(expected)));
}
