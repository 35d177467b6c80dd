import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import type { AwsSession, AwsSessions } from './aws-sessions.ts';
import { StsRefusal } from './sts-refusal.ts';

/** The claims of a verified token, as conditions of a trust policy see them: one text each. */
export type TokenClaims = Readonly<Record<string, string | undefined>>;

/** A role that GitHub's jobs may assume. */
export interface SimulatedRole {
  arn: string;
  /** The role's `MaxSessionDuration`, in seconds, 3600 to 43200. */
  maxSessionSeconds: number;
  /** What its trust policy says of a job with these claims. */
  trusts(claims: TokenClaims): boolean;
}

/** Whose tokens the account trusts. */
export interface OidcProvider {
  issuer: string;
  /** Where its keys are, or the key set itself. */
  jwks: string | Parameters<typeof createLocalJWKSet>[0];
}

export interface AssumeRoleParts {
  now: () => number;
  sessions: AwsSessions;
  roles: () => readonly SimulatedRole[];
  provider: OidcProvider;
}

const Parameters = z.strictObject({
  Action: z.literal('AssumeRoleWithWebIdentity'),
  Version: z.literal('2011-06-15'),
  RoleArn: z.string().min(20),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  WebIdentityToken: z.string().min(4),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3600),
});

/** Exchanges a job's OIDC token for a session of the role. Throws `StsRefusal`. */
export function roleAssumption(parts: AssumeRoleParts): (form: Record<string, string>) => Promise<AwsSession> {
  const { jwks, issuer } = parts.provider;
  const keys: JWTVerifyGetKey = typeof jwks === 'string' ? createRemoteJWKSet(new URL(jwks)) : createLocalJWKSet(jwks);
  return async (form) => {
    const parsed = Parameters.safeParse(form);
    if (!parsed.success) throw invalid(parsed.error);
    const { RoleArn, RoleSessionName, WebIdentityToken, DurationSeconds } = parsed.data;
    const claims = await verified(WebIdentityToken, { keys, issuer, now: parts.now() });
    const role = parts.roles().find(({ arn }) => arn === RoleArn);
    if (role === undefined || !role.trusts(textsOf(claims))) {
      throw new StsRefusal(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    }
    if (DurationSeconds > role.maxSessionSeconds) {
      throw new StsRefusal(
        400,
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    return parts.sessions.issue(sessionArn(role.arn, RoleSessionName), DurationSeconds);
  };
}

function invalid(error: z.ZodError): StsRefusal {
  const [issue] = error.issues;
  const at = issue?.path.join('.') ?? '';
  return new StsRefusal(
    400,
    'ValidationError',
    `1 validation error detected: Value at '${at}' failed: ${issue?.message}`,
  );
}

async function verified(
  token: string,
  given: { keys: JWTVerifyGetKey; issuer: string; now: number },
): Promise<JWTPayload> {
  const options = { issuer: given.issuer, algorithms: ['RS256'], requiredClaims: ['exp', 'aud', 'sub'] };
  try {
    return (
      await jwtVerify(token, given.keys, {
        ...options,
        currentDate: new Date(given.now),
      })
    ).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new StsRefusal(
        400,
        'ExpiredTokenException',
        'Token expired: current date/time must be before the expiration date/time',
      );
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss') {
      throw new StsRefusal(
        400,
        'InvalidIdentityToken',
        'No OpenIDConnect provider found in your account for the issuer of the token',
      );
    }
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new StsRefusal(
      400,
      'InvalidIdentityToken',
      "Couldn't retrieve verification key from your identity provider, or the token is not signed by it",
    );
  }
}

function textsOf(claims: JWTPayload): TokenClaims {
  const texts = Object.entries(claims).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
  );
  return Object.fromEntries(texts);
}

function sessionArn(roleArn: string, sessionName: string): string {
  const [, account = '', name = ''] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  return `arn:aws:sts::${account}:assumed-role/${name.split('/').at(-1)}/${sessionName}`;
}
