import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { PhaseSchema } from '../contract/runner.ts';
import { AppError } from '../domain/errors.ts';
import { nowAbout } from './log.ts';

const ISSUER = 'ai-implement';
/** Runs that an earlier version dispatched bear no ticket. */
const Claims = z.object({ sub: z.string().min(1), phase: PhaseSchema, ticket: z.string().optional() });

interface Minted {
  runId: string;
  phase: string;
  ticket?: string;
  /** ISO 8601 */
  expiresAt: string;
}

/**
 * HS256 tokens that name one run: `iss`, `aud` (`result` or `progress`), `sub` = run id, `phase`, `exp`, and the `ticket` as log lines name
 * it. Of several secrets, apart by blanks, the first signs and each is accepted: so one can be changed while runs work.
 */
export function runTokens(secret: () => Promise<string>) {
  const keys = async () => (await secret()).split(/\s+/).map((one) => new TextEncoder().encode(one));
  return {
    async mint(audience: 'result' | 'progress', { runId, phase, ticket, expiresAt }: Minted) {
      const [signing = new Uint8Array()] = await keys();
      return new SignJWT({ phase, ...(ticket === undefined ? {} : { ticket }) })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject(runId)
        .setExpirationTime(new Date(expiresAt))
        .sign(signing);
    },

    async verify(audience: 'result' | 'progress', authorization: string | undefined) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw new AppError('missing_bearer', 'send the run token as `Authorization: Bearer …`');
      const claims = await verifyWithOne(token, await keys(), audience);
      nowAbout({ runId: claims.sub, ...(claims.ticket === undefined ? {} : { ticket: claims.ticket }) });
      return { runId: claims.sub, phase: claims.phase };
    },
  };
}

async function verifyWithOne(
  token: string,
  [key = new Uint8Array(), ...others]: Uint8Array[],
  audience: string,
): Promise<z.infer<typeof Claims>> {
  try {
    return await verifyToken(token, key, audience);
  } catch (error) {
    const isOfAnother = error instanceof AppError && error.code === 'bad_signature' && others.length > 0;
    if (!isOfAnother) throw error;
    return verifyWithOne(token, others, audience);
  }
}

async function verifyToken(token: string, key: Uint8Array, audience: string): Promise<z.infer<typeof Claims>> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
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
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new AppError('bad_signature', 'the signature of the token does not match');
  }
  return new AppError('malformed', 'this is no token of ours');
}
