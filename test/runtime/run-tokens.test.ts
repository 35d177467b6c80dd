import { SignJWT } from 'jose';
import { beforeEach, expect, test, vi } from 'vitest';
import { runTokens } from '../../shared/runtime/run-tokens.ts';
import { secretKeys } from '../../shared/runtime/secret-keys.ts';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const OLD = SECRET;
const CLAIMS = { runId: '01KE6XAAAA0000000000000001', phase: 'implementation' };
const tokens = runTokens(async () => SECRET);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-05T09:00:00.000Z') });
  return () => vi.useRealTimers();
});

const minted = (audience: 'result' | 'progress' = 'result', by = tokens) =>
  by.mint(audience, { ...CLAIMS, expiresAt: '2026-01-05T10:00:00.000Z' });

/** A token of ours but for `claims` and `alg`. */
function signed(claims: Record<string, unknown>, alg = 'HS256') {
  const all = { iss: 'ai-implement', aud: 'result', sub: 'run', phase: 'planning', exp: 1_800_000_000, ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(SECRET));
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

test('a token signed with another secret is forged', async () => {
  const token = await minted(
    'result',
    runTokens(async () => 'another-secret-of-thirty-two-characters'),
  );

  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'bad_signature' });
});

test('of several secrets the first signs, and each is accepted until it is dropped', async () => {
  const next = 'the next secret of thirty-two characters';
  const [before, beside, after, dropped] = ['old', 'old next', 'next old', 'next'].map((names) =>
    runTokens(async () => names.replace('old', OLD).replace('next', next.replaceAll(' ', '-'))),
  );
  if (!before || !beside || !after || !dropped) throw new Error('there are four');
  const [old, fresh] = [await minted('result', before), await minted('result', after)];

  expect(await minted('result', beside)).toBe(old);
  for (const one of [before, beside, after]) expect(await one.verify('result', `Bearer ${old}`)).toEqual(CLAIMS);
  for (const one of [beside, after, dropped]) expect(await one.verify('result', `Bearer ${fresh}`)).toEqual(CLAIMS);
  for (const [one, token] of [
    [before, fresh],
    [dropped, old],
  ] as const) {
    await expect(one.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'bad_signature' });
  }
});

test('what is wrong with a token is told of the secret that signed it', async () => {
  const both = runTokens(async () => `another-secret-of-thirty-two-characters ${OLD}`);
  const token = await minted(
    'progress',
    runTokens(async () => OLD),
  );

  await expect(both.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'wrong_audience' });
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
  const token = await signed(claims);

  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'malformed' });
});

test('only our own algorithm is taken', async () => {
  const token = await signed({}, 'HS512');

  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'malformed' });
});

test.each(['x', 'a.b.c', '....'])('%j is malformed', async (token) => {
  await expect(tokens.verify('result', `Bearer ${token}`)).rejects.toMatchObject({ code: 'malformed' });
});

test('a secret key has 256 bits, never repeats, and its hash does not tell it', () => {
  const keys = Array.from({ length: 100 }, () => secretKeys.generate());

  expect(new Set(keys).size).toBe(100);
  expect(keys.map((key) => Buffer.from(key, 'base64url').length)).toEqual(Array(100).fill(32));
  expect(secretKeys.hash('key')).toMatch(/^[0-9a-f]{64}$/);
});
