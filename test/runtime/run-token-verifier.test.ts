import { SignJWT } from 'jose';
import { beforeEach, expect, test, vi } from 'vitest';
import { drawnSigningKey } from '../../local/world/home/token-keys.ts';
import { keySetText, publicHalf, type SigningKey } from '../../shared/contract/run-token-keys.ts';
import { runTokenSigner } from '../../shared/runtime/run-token-signer.ts';
import { runTokenVerifier, type TokenKeys } from '../../shared/runtime/run-token-verifier.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const NEXT_SECRET = 'the-next-secret-of-thirty-two-characters';
const CLAIMS = { runId: '01KE6XAAAA0000000000000001', phase: 'implementation' };
const [KEY, OTHER] = [drawnSigningKey(), drawnSigningKey()];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-05T09:00:00.000Z') });
  return () => vi.useRealTimers();
});

const knowing = (keys: SigningKey[], secret = ''): TokenKeys => {
  const text = keySetText(keys.map(publicHalf));
  return async () => [text, secret];
};
const tokens = runTokenVerifier(knowing([KEY], SECRET));

const minted = (audience: 'result' | 'progress' = 'result', key = KEY) =>
  runTokenSigner(async () => JSON.stringify(key)).mint(audience, { ...CLAIMS, expiresAt: '2026-01-05T10:00:00.000Z' });

/** As an earlier version signed it, but for `claims` and `alg`. */
function symmetric(claims: Record<string, unknown> = {}, { alg = 'HS256', secret = SECRET } = {}) {
  const all = { iss: 'ai-implement', aud: 'result', sub: 'run', phase: 'planning', exp: 1_800_000_000, ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(secret));
}

test('a token names its run and phase', async () => {
  expect(await tokens.verify('result', `Bearer ${await minted()}`)).toEqual(CLAIMS);
});

test('it is good until the moment at which it expires', async () => {
  const token = await minted();
  vi.setSystemTime('2026-01-05T09:59:59.000Z');
  await expect(tokens.verify('result', `Bearer ${token}`)).resolves.toEqual(CLAIMS);

  vi.setSystemTime('2026-01-05T10:00:00.000Z');
  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'expired' });
});

test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dTpw', 'Bearer a b'])('%j bears no token', async (header) => {
  await expect(tokens.verify('result', header)).rejects.toMatchObject({ code: 'missing_bearer' });
});

test('a token of the other audience is refused', async () => {
  const token = await minted('progress');

  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'wrong_audience' });
});

test.each([
  ['signed with a key that nobody knows', OTHER],
  ['signed with another key under the name of ours', { ...OTHER, kid: KEY.kid }],
])('a token %s is forged', async (_, key) => {
  const token = await minted('result', key);

  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'bad_signature' });
});

test('what verifies can sign nothing: neither a public key nor a secret of its bytes makes a token', async () => {
  const asPrivate = { ...publicHalf(KEY), d: KEY.x };
  const forged = [
    await minted('result', asPrivate).catch(() => undefined),
    await symmetric({}, { secret: KEY.x }),
    await symmetric({}, { secret: JSON.stringify(publicHalf(KEY)) }),
  ].flatMap((token) => token ?? []);

  expect(forged.length).toBeGreaterThanOrEqual(2);
  for (const token of forged)
    await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'bad_signature' });
});

test('each of several public keys is taken, by its name, and one that was dropped is not', async () => {
  const both = runTokenVerifier(knowing([OTHER, KEY]));
  const [old, fresh] = [await minted(), await minted('result', OTHER)];

  for (const token of [old, fresh]) expect(await both.verify('result', `Bearer ${token}`)).toEqual(CLAIMS);
  const after = runTokenVerifier(knowing([OTHER]));
  await expect(after.verify('result', `Bearer ${old}`)).rejects.toMatchObject({ code: 'bad_signature' });
});

test('a key that is not known is looked for as it is stored now, at most once a minute', async () => {
  const asked: boolean[] = [];
  const growing: TokenKeys = async (options) => {
    asked.push(options?.isFresh ?? false);
    return knowing(options?.isFresh ? [KEY, OTHER] : [KEY])();
  };
  const one = runTokenVerifier(growing);
  const [known, stranger] = [await minted('result', OTHER), await minted('result', drawnSigningKey())];

  expect(await one.verify('result', `Bearer ${known}`)).toEqual(CLAIMS);
  await expect(one.verify('result', `Bearer ${stranger}`)).rejects.toMatchObject({ code: 'bad_signature' });
  await expect(one.verify('result', `Bearer ${stranger}`)).rejects.toMatchObject({ code: 'bad_signature' });
  expect(asked).toEqual([false, true, false, false]);
  vi.setSystemTime('2026-01-05T09:01:00.000Z');
  await expect(one.verify('result', `Bearer ${stranger}`)).rejects.toMatchObject({ code: 'bad_signature' });
  expect(asked.slice(4)).toEqual([false, true]);
});

test('a token of an earlier version is taken by its secret, and says so', async () => {
  const token = await symmetric({ sub: CLAIMS.runId, phase: CLAIMS.phase });

  expect(await tokens.verify('result', `Bearer ${token}`)).toEqual({ ...CLAIMS, isSymmetric: true });
  const without = runTokenVerifier(knowing([KEY]));
  await expect(without.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'bad_signature' });
  // The functions are there before setup made keys.
  const early = runTokenVerifier(async () => ['', SECRET]);
  expect(await early.verify('result', `Bearer ${token}`)).toMatchObject(CLAIMS);
});

test('each of several secrets is taken, and what is wrong is told of the one that signed', async () => {
  const both = runTokenVerifier(async () => ['', `${NEXT_SECRET} ${SECRET}`]);

  for (const secret of [SECRET, NEXT_SECRET])
    expect(await both.verify('result', `Bearer ${await symmetric({}, { secret })}`)).toMatchObject({ runId: 'run' });
  const token = await symmetric({ aud: 'progress' });
  await expect(both.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'wrong_audience' });
  const forged = await symmetric({}, { secret: 'f'.repeat(43) });
  await expect(both.verify('result', `Bearer ${forged}`)).rejects.toMatchObject({ code: 'bad_signature' });
});

test('a token whose claims were changed is forged', async () => {
  const [head, , signature] = (await minted()).split('.');
  const claims = { ...CLAIMS, sub: 'another run', iss: 'ai-implement', aud: 'result', exp: 1_800_000_000 };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');

  await expect(tokens.verify('result', `Bearer ${head}.${payload}.${signature}`)).rejects.toMatchObject({
    code: 'bad_signature',
  });
});

test('a token without signature is no token', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'none' })}.${part({ sub: 'run', aud: 'result', iss: 'ai-implement' })}.`;

  await expect(tokens.verify('result', `Bearer ${unsigned}`)).rejects.toMatchObject({ code: 'malformed' });
});

test.each([
  ['of another issuer', { iss: 'somebody' }],
  ['without an end', { exp: undefined }],
  ['without a run', { sub: undefined }],
  ['of no known phase', { phase: 'demolition' }],
])('a token %s is malformed', async (_what, claims) => {
  const token = await symmetric(claims);

  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'malformed' });
});

test('only our own algorithms are taken', async () => {
  const token = await symmetric({}, { alg: 'HS512' });

  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'malformed' });
});

test.each(['x', 'a.b.c', '....'])('%j is malformed', async (token) => {
  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'malformed' });
});

test.each(['', '{', '{}', '{"kty":"oct","k":"AAAA"}'])('with %j for a key nothing is signed', async (text) => {
  const signer = runTokenSigner(async () => text);

  await expect(signer.mint('result', { ...CLAIMS, expiresAt: '2026-01-05T10:00:00.000Z' })).rejects.toThrow(
    /npm run setup/,
  );
});

test('a secret key has 256 bits, never repeats, and its hash does not tell it', () => {
  const keys = Array.from({ length: 100 }, () => secretKeys.generate());

  expect(new Set(keys).size).toBe(100);
  expect(keys.map((key) => Buffer.from(key, 'base64url').length)).toEqual(Array(100).fill(32));
  expect(secretKeys.hash('key')).toMatch(/^[0-9a-f]{64}$/);
});
