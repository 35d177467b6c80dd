import { readFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveChecksPage } from '../../docs/write/live-checks-page.ts';
import { bedrockOfLaptop } from '../../infra/bedrock/bedrock-of-laptop.ts';
import { Settings } from '../../infra/settings.ts';
import type { BedrockRoles } from '../../local/stack/iam/bedrock-roles.ts';
import { type LocalClock, startClock } from '../../simulators/clock.ts';
import { SEEDED_NUMBERS } from '../../simulators/seed/seed.ts';
import { type StsSimulator, startStsSimulator } from '../../simulators/sts/sts-simulator.ts';
import { aStageWith, synthesizedAccess, type Template } from './fixtures/bedrock/synthesized-access.ts';

interface TrustCase {
  name: string;
  role: string;
  decision: 'allow' | 'deny';
  /** What differs from a job of ours; null: the claim is absent. */
  claims: Record<string, string | null>;
  /** How to make such a job. */
  how: string;
}

const { claims: OURS, cases: CASES }: { claims: Record<string, string>; cases: TrustCase[] } = JSON.parse(
  readFileSync(new URL('fixtures/bedrock/trust-cases.json', import.meta.url), 'utf8'),
);
const ISSUER = 'https://token.actions.githubusercontent.com';
const { roles, profiles, actor } = bedrockOfLaptop(Settings.parse({}));
const access = synthesizedAccess(
  aStageWith({
    actor,
    profiles,
    roles: Object.fromEntries(roles.map(({ name, roleName: _, ...role }) => [name, role])),
  }),
);
const { privateKey, publicKey } = await generateKeyPair('RS256');
const read = access.rolesWith();

let clock: LocalClock;
let sts: StsSimulator;
beforeAll(async () => {
  clock = startClock();
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256' }] };
  sts = await startStsSimulator({ clock, roles: Object.values(read.roles), provider: { issuer: ISSUER, jwks } });
});
afterAll(async () => {
  await sts.stop();
  clock.stop();
});

/** What STS says to a job with these claims. */
async function asked({ role, claims }: TrustCase): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  const given = Object.entries({ ...OURS, ...claims }).filter(([, value]) => value !== null);
  const token = new SignJWT({ iss: ISSUER, iat: now, exp: now + 300, ...Object.fromEntries(given) });
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: read.roles[role]?.arn ?? '',
    RoleSessionName: 'check',
    WebIdentityToken: await token.setProtectedHeader({ alg: 'RS256' }).sign(privateKey),
  });
  const answer = await fetch(sts.url, { method: 'POST', body });
  if (answer.ok) return 'allow';
  return (await answer.text()).includes('<Code>AccessDenied</Code>') ? 'deny' : `${answer.status}`;
}

test.each(CASES)('$name: $decision', async (one) => {
  expect(await asked(one)).toBe(one.decision);
});

test('the live checks list them', () => {
  expect(readFileSync('docs/live-checks.md', 'utf8')).toBe(liveChecksPage());
});

test('there are cases of each kind', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(25);
  expect(CASES.filter(({ decision }) => decision === 'allow').length).toBeGreaterThanOrEqual(5);
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
});

/** What must hold for a role to be assumed: by operator, by key. */
function trustOf({ Resources }: Template, role: string): Record<string, Record<string, unknown>> {
  const found = Object.values(Resources).find(({ Properties }) => Properties.RoleName?.endsWith(`-bedrock-${role}`));
  const [statement] = found?.Properties.AssumeRolePolicyDocument.Statement ?? [];
  return statement?.Condition ?? expect.unreachable(role);
}

function conditionsOf(template: Template, role: string): [operator: string, key: string][] {
  return Object.entries(trustOf(template, role)).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): [string, string] => [operator, key]),
  );
}

function without(role: string, operator: string, key: string): BedrockRoles {
  return access.rolesWith((template) => void delete trustOf(template, role)[operator]?.[key]);
}

test.each(
  ['infrastructure', 'acme'].flatMap((role) =>
    conditionsOf(access.template, role).map((one) => [role, ...one] as const),
  ),
)('role %s without the condition %s %s lets somebody in whom it refuses', (role, operator, key) => {
  const open = without(role, operator, key).roles[role];
  const refused = CASES.filter((one) => one.role === role && one.decision === 'deny').filter(({ claims }) => {
    const given = Object.entries({ ...OURS, ...claims }).filter(([, value]) => value !== null);
    return open?.trusts(Object.fromEntries(given) as Record<string, string>) === true;
  });

  expect(refused).not.toEqual([]);
});

test('no condition is true of a claim that is absent, but that there is no environment', () => {
  for (const role of ['infrastructure', 'acme']) {
    const operators = conditionsOf(access.template, role).map(([operator]) => operator);
    expect(new Set(operators.filter((operator) => operator !== 'Null'))).toEqual(
      new Set(role === 'acme' ? ['StringEquals', 'StringLike'] : ['StringEquals']),
    );
  }
});

test("the laptop's role is of the repository that its workspace is seeded with", () => {
  const [seeded] = roles.filter(({ name }) => name === 'infrastructure');

  expect(seeded?.repository).toMatchObject({ name: 'acme/infrastructure', ...SEEDED_NUMBERS['infrastructure'] });
});
