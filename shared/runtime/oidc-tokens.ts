import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import { AppError, ServiceUnavailable } from '../domain/errors.ts';

export interface OidcSettings {
  /** `iss` of the tokens, and the address under which the issuer's keys are found. A setting, never taken from a token. */
  issuer: string;
  /** `aud` of the tokens that are meant for us. */
  audience: string;
  /** Who that is, in the words of `ServiceUnavailable`. */
  service: string;
}

/** The issuer's clock and ours may differ by so much. */
const LEEWAY_SECONDS = 30;
const TIMEOUT_MS = 5000;

const Discovery = z.object({ jwks_uri: z.url() });

type Keys = ReturnType<typeof createRemoteJWKSet>;

/**
 * Verifies OIDC tokens: RS256, signed by the issuer's published keys, meant for us and valid now; answers those of their claims that
 * `schema` names. Throws `AppError` `oidc_invalid`, or `ServiceUnavailable` while the keys cannot be had.
 */
export function oidcTokens<Schema extends z.ZodType>(settings: OidcSettings, schema: Schema) {
  let keys: Promise<Keys> | undefined;
  const published = () => {
    keys ??= discoverKeys(settings).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };
  return {
    async verify(token: string): Promise<z.infer<Schema>> {
      const payload = await verifyToken(token, await published(), settings);
      const claims = schema.safeParse(payload);
      if (claims.success) return claims.data;
      const missing = claims.error.issues[0]?.path.join('.');
      throw new AppError('oidc_invalid', `the OIDC token has no usable claim "${missing}"`);
    },
  };
}

/** The keys must lie on the issuer's own host, whatever its discovery document says. */
async function discoverKeys({ issuer, service }: OidcSettings): Promise<Keys> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  const discovery = Discovery.safeParse(answer?.ok ? await answer.json().catch(() => undefined) : undefined);
  if (!discovery.success) throw unavailable(service);
  const address = new URL(discovery.data.jwks_uri);
  if (address.origin !== new URL(issuer).origin) throw unavailable(service);
  return createRemoteJWKSet(address, { timeoutDuration: TIMEOUT_MS });
}

async function verifyToken(
  token: string,
  keys: Keys,
  { issuer, audience, service }: OidcSettings,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...{ issuer, audience },
      algorithms: ['RS256'],
      clockTolerance: LEEWAY_SECONDS,
      currentDate: new Date(),
      requiredClaims: ['exp', 'iat'],
    });
    return payload;
  } catch (error) {
    throw isOfToken(error)
      ? new AppError('oidc_invalid', `the OIDC token is not valid: ${reasonOf(error)}`)
      : unavailable(service);
  }
}

/** Whatever else goes wrong went wrong while the keys were fetched. */
function isOfToken(error: unknown): error is errors.JOSEError {
  const kinds = [
    errors.JWTClaimValidationFailed,
    errors.JWTExpired,
    errors.JWTInvalid,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ];
  return kinds.some((kind) => error instanceof kind);
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
    return `its claim "${error.claim}" (${error.reason.replaceAll('_', ' ')})`;
  }
  return error.code;
}

function unavailable(service: string): ServiceUnavailable {
  return new ServiceUnavailable(service, 'outage', 'the keys of its OIDC issuer cannot be had');
}
