import { generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK, SignJWT } from 'jose';
import type { LocalClock } from '../clock.ts';

/** Signs identity tokens as one issuer. */
interface TokenSigner {
  /** What the issuer publishes at this path below its address: its description and its keys; undefined elsewhere. */
  published(path: string): Promise<object | undefined>;
  sign(claims: Readonly<Record<string, unknown>>, audience: string): Promise<string>;
}

interface Key {
  jwk: JWK;
  key: KeyObject;
}

/** Its RSA key is made at first use and lives as long as the process. `issuer`: its address, without a trailing slash. */
export function tokenSigner({
  issuer,
  lifeSeconds,
  clock,
}: {
  issuer: string;
  lifeSeconds: number;
  clock: Pick<LocalClock, 'now'>;
}): TokenSigner {
  let made: Promise<Key> | undefined;
  const signing = () => {
    made ??= makeKey();
    return made;
  };
  return {
    async published(path) {
      if (path === '/.well-known/openid-configuration') return description(issuer);
      return path === '/.well-known/jwks' ? { keys: [(await signing()).jwk] } : undefined;
    },
    async sign(claims, audience) {
      const { jwk, key } = await signing();
      const now = Math.floor(clock.now() / 1000);
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: jwk.kid ?? '' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setNotBefore(now - 10)
        .setExpirationTime(now + lifeSeconds)
        .sign(key);
    },
  };
}

function description(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
  };
}

async function makeKey(): Promise<Key> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' } };
}
