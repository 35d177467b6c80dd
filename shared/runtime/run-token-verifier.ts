import { decodeProtectedHeader, errors, importJWK, type JWK, jwtVerify } from 'jose';
import * as z from 'zod';
import { RUN_TOKEN_ISSUER, verificationKeysIn } from '../contract/run-token-keys.ts';
import { PhaseSchema } from '../contract/runner.ts';
import { AppError } from '../domain/errors.ts';
import { nowAbout } from './log.ts';

/** So often at most are keys read again for a token that none fits, which may come from anybody. */
const RENEWAL_MS = 60_000;
/** Runs that an earlier version dispatched bear no ticket. */
const Claims = z.object({ sub: z.string().min(1), phase: PhaseSchema, ticket: z.string().optional() });
type Claims = z.infer<typeof Claims>;

/**
 * What tokens are verified with: the texts of the parameters `token-public-keys` and `token-secret`, each empty where it is not set;
 * `isFresh`: as they are stored now.
 */
export type TokenKeys = (options?: { isFresh: boolean }) => Promise<readonly [publicKeys: string, secret: string]>;

type Key = { alg: 'EdDSA'; jwk: JWK } | { alg: 'HS256'; secrets: readonly Uint8Array[] };

/**
 * Verifies tokens that name one run. Those that an earlier version signed are HS256, by a secret that all functions knew: the claims say so
 * (`isSymmetric`), and they count only for runs which that version dispatched. Of several such secrets, apart by blanks, each is accepted.
 * @param now milliseconds since the epoch
 */
export function runTokenVerifier(keys: TokenKeys, now: () => number = Date.now) {
  let renewedAt = Number.NEGATIVE_INFINITY;
  const keyOf = async (token: string) => {
    const found = keyFor(token, await keys());
    if (found !== undefined || now() - renewedAt < RENEWAL_MS) return found;
    renewedAt = now();
    return keyFor(token, await keys({ isFresh: true }));
  };
  return {
    async verify(audience: 'result' | 'progress', authorization: string | undefined) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw new AppError('missing_bearer', 'send the run token as `Authorization: Bearer …`');
      const key = await keyOf(token);
      if (key === undefined) throw badSignature();
      const claims = await verifyBy(key, token, audience);
      nowAbout({ runId: claims.sub, ...(claims.ticket === undefined ? {} : { ticket: claims.ticket }) });
      return { runId: claims.sub, phase: claims.phase, ...(key.alg === 'HS256' && { isSymmetric: true }) };
    },
  };
}

/** The key that a token says it was signed with; undefined where there is none of that name. */
function keyFor(token: string, [publicKeys, secret]: readonly [string, string]): Key | undefined {
  const { alg, kid } = headerOf(token);
  if (alg === 'EdDSA') {
    const jwk = verificationKeysIn(publicKeys).find((key) => key.kid === kid);
    return jwk && { alg, jwk };
  }
  if (alg !== 'HS256') throw malformed();
  const secrets = secret.split(/\s+/).filter((one) => one !== '');
  return secrets.length === 0 ? undefined : { alg, secrets: secrets.map((one) => new TextEncoder().encode(one)) };
}

function headerOf(token: string) {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw malformed();
  }
}

async function verifyBy(key: Key, token: string, audience: string): Promise<Claims> {
  if (key.alg === 'EdDSA')
    return verifyToken(token, { alg: key.alg, key: await importJWK(key.jwk, key.alg), audience });
  const [secret = new Uint8Array(), ...others] = key.secrets;
  try {
    return await verifyToken(token, { alg: key.alg, key: secret, audience });
  } catch (error) {
    const isOfAnother = error instanceof AppError && error.code === 'bad_signature' && others.length > 0;
    if (!isOfAnother) throw error;
    return verifyBy({ alg: key.alg, secrets: others }, token, audience);
  }
}

interface Expected {
  alg: Key['alg'];
  key: Parameters<typeof jwtVerify>[1];
  audience: string;
}

async function verifyToken(token: string, { alg, key, audience }: Expected): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [alg],
      issuer: RUN_TOKEN_ISSUER,
      audience,
      currentDate: new Date(),
      requiredClaims: ['exp', 'sub', 'phase'],
    });
    return Claims.parse(payload);
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): AppError {
  if (error instanceof errors.JWTExpired) return new AppError('expired', 'the run token has expired');
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
    return new AppError('wrong_audience', 'the token is meant for another route');
  }
  return error instanceof errors.JWSSignatureVerificationFailed ? badSignature() : malformed();
}

function badSignature(): AppError {
  return new AppError('bad_signature', 'the signature of the token does not match');
}

function malformed(): AppError {
  return new AppError('malformed', 'this is no token of ours');
}
