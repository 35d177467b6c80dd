import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { aWorkflowClaims } from '../builders/a-workflow-claims.ts';

/** A loopback issuer of OIDC tokens with one RSA key. */
export interface OidcIssuer {
  url: string;
  /** What it answers by path; may be changed to make it misbehave. */
  answers: Record<string, { status: number; body: unknown }>;
  /** How often its keys were asked for. */
  keyRequests(): number;
  /** A token as GitHub would sign it, for `audience`; good for five minutes unless the claims say otherwise. */
  sign(audience: string, claims?: Record<string, unknown>): Promise<string>;
  privateKey: CryptoKey;
  close(): Promise<void>;
}

const KID = 'key-1';
const DISCOVERY = '/.well-known/openid-configuration';
const KEYS = '/.well-known/jwks';

export async function anOidcIssuer(): Promise<OidcIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const requests: string[] = [];
  const answers: OidcIssuer['answers'] = {};
  const server = createServer(({ url: path = '' }, response: ServerResponse) => {
    requests.push(path);
    const { status, body } = answers[path] ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answers[DISCOVERY] = { status: 200, body: { issuer: url, jwks_uri: `${url}${KEYS}` } };
  answers[KEYS] = {
    status: 200,
    body: { keys: [{ ...(await exportJWK(publicKey)), kid: KID, alg: 'RS256', use: 'sig' }] },
  };
  const seconds = Math.floor(Date.now() / 1000);
  return {
    url,
    answers,
    privateKey,
    keyRequests: () => requests.filter((path) => path === KEYS).length,
    sign: (audience, claims = {}) =>
      new SignJWT({
        ...{ iss: url, aud: audience, sub: 'repo:acme/backend:ref:refs/heads/main', ...aWorkflowClaims() },
        ...{ iat: seconds, nbf: seconds, exp: seconds + 300, ...claims },
      })
        .setProtectedHeader({ alg: 'RS256', kid: KID, typ: 'JWT' })
        .sign(privateKey),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
