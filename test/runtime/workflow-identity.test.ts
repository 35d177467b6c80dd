import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { workflowIdentity } from '../../shared/runtime/workflow-identity.ts';
import { aWorkflowClaims } from '../builders/a-workflow-claims.ts';
import { anOidcIssuer, type OidcIssuer } from './an-oidc-issuer.ts';

const US = 'https://us.test';
const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

let issuer: OidcIssuer;
beforeEach(async () => {
  issuer = await anOidcIssuer();
});
afterEach(() => issuer.close());

const identity = () => workflowIdentity({ issuer: issuer.url, audience: US });

test('the claims of a genuine token are told, whatever the shape of its subject', async () => {
  const { verify } = identity();
  const byId = await issuer.sign(US, { sub: 'repository_owner_id:1:repository_id:4711' });

  expect(await verify(await issuer.sign(US))).toEqual(aWorkflowClaims());
  expect(await verify(byId)).toEqual(aWorkflowClaims());
  expect(issuer.keyRequests()).toBe(1);
});

test.each([
  ['for another audience', { aud: 'https://github.com/acme' }, '"aud"'],
  ['of another issuer', { iss: 'https://evil.test' }, '"iss"'],
  ['that has expired', { exp: now() - 60, iat: now() - HOUR }, '"exp"'],
  ['that is not valid yet', { nbf: now() + HOUR }, '"nbf"'],
  ['without an end', { exp: undefined }, '"exp"'],
  ['without an attempt', { run_attempt: undefined }, '"run_attempt"'],
])('a token %s is refused, and the refusal says why', async (_which, claims, reason) => {
  const token = await issuer.sign(US, claims);

  await expect(identity().verify(token)).rejects.toMatchObject({
    code: 'oidc_invalid',
    detail: expect.stringContaining(reason),
  });
});

test('clocks may differ by half a minute', async () => {
  const token = await issuer.sign(US, { exp: now() - 20, nbf: now() - HOUR });

  await expect(identity().verify(token)).resolves.toMatchObject({ run_id: '9000' });
});

const forged = async (sign: (claims: SignJWT) => Promise<string>) =>
  sign(new SignJWT({ iss: issuer.url, aud: US, exp: now() + HOUR, iat: now(), ...aWorkflowClaims() }));

test.each<[string, () => Promise<string> | string]>([
  [
    'without a signature',
    () => new UnsecuredJWT({ iss: issuer.url, aud: US, exp: now() + HOUR, ...aWorkflowClaims() }).encode(),
  ],
  [
    'signed by another key of the same name',
    async () => {
      const { privateKey } = await generateKeyPair('RS256');
      return forged((jwt) => jwt.setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(privateKey));
    },
  ],
  [
    'signed by a key that is not published',
    () => forged((jwt) => jwt.setProtectedHeader({ alg: 'RS256', kid: 'key-2' }).sign(issuer.privateKey)),
  ],
  [
    'signed with the public key as a shared secret',
    () =>
      forged((jwt) => jwt.setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(new TextEncoder().encode('public'))),
  ],
  ['that is no token', () => 'Bearer of nothing'],
])('a token %s is refused', async (_which, make) => {
  await expect(identity().verify(await make())).rejects.toMatchObject({ code: 'oidc_invalid' });
});

test('keys are taken from the host of the issuer only', async () => {
  const stranger = await anOidcIssuer();
  issuer.answers['/.well-known/openid-configuration'] = {
    status: 200,
    body: { jwks_uri: `${stranger.url}/.well-known/jwks` },
  };
  const token = await stranger.sign(US, { iss: issuer.url });

  await expect(identity().verify(token)).rejects.toThrow(ServiceUnavailable);
  expect(stranger.keyRequests()).toBe(0);
  await stranger.close();
});

test('an issuer that cannot be reached is an outage, which ends when it answers again', async () => {
  const { verify } = identity();
  const discovery = issuer.answers['/.well-known/openid-configuration'];
  issuer.answers['/.well-known/openid-configuration'] = { status: 500, body: {} };
  const token = await issuer.sign(US);
  await expect(verify(token)).rejects.toThrow(ServiceUnavailable);

  issuer.answers['/.well-known/openid-configuration'] = discovery ?? { status: 404, body: {} };
  await expect(verify(token)).resolves.toMatchObject({ run_id: '9000' });
});

test('keys that cannot be had are an outage', async () => {
  issuer.answers['/.well-known/jwks'] = { status: 500, body: {} };

  await expect(identity().verify(await issuer.sign(US))).rejects.toThrow(ServiceUnavailable);
});
