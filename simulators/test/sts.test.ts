import { afterEach, beforeEach, expect, test } from 'vitest';
import { aModelWorld, anOidcToken, assumeRole, type ModelWorld, ROLE } from '../../test/contracts/a-model-world.ts';
import { goodAgent } from '../anthropic/agents/agents.ts';

let world: ModelWorld;
beforeEach(async () => {
  world = await aModelWorld(() => goodAgent);
});
afterEach(() => world.stop());

test("a job's token becomes a session of the role, as long as asked for", async () => {
  const answer = await assumeRole(world, await anOidcToken(world), { DurationSeconds: '900' });

  const [session] = world.sts.export().sessions;
  expect(answer.status).toBe(200);
  expect(answer.field('Arn')).toBe('arn:aws:sts::123456789012:assumed-role/claude/ai-implement');
  expect(answer.field('AccessKeyId')).toBe(session?.accessKeyId);
  expect(Date.parse(answer.field('Expiration') ?? '') - world.clock.now()).toBeLessThanOrEqual(900_000);
});

test.each([
  ['another repository', { repository_id: '78' }, 403, 'AccessDenied'],
  [
    'another workflow',
    { job_workflow_ref: 'acme/backend/.github/workflows/evil.yml@refs/heads/x' },
    403,
    'AccessDenied',
  ],
  ['another audience', { aud: 'https://orchestrator.example' }, 403, 'AccessDenied'],
  ['another issuer', { iss: 'https://elsewhere.example' }, 400, 'InvalidIdentityToken'],
  ['a past time', { exp: 1 }, 400, 'ExpiredTokenException'],
])('a token for %s is refused', async (_what, claims, status, code) => {
  const answer = await assumeRole(world, await anOidcToken(world, claims));

  expect([answer.status, answer.field('Code')]).toEqual([status, code]);
});

test.each([
  ['longer than the role allows', '3601', 'exceeds the MaxSessionDuration'],
  ['shorter than AWS gives', '60', 'DurationSeconds'],
])('a session %s is refused', async (_what, DurationSeconds, words) => {
  const answer = await assumeRole(world, await anOidcToken(world), { DurationSeconds });

  expect([answer.status, answer.field('Code')]).toEqual([400, 'ValidationError']);
  expect(answer.field('Message')).toContain(words);
});

test('a role that does not exist, or a token that nobody signed, gives nothing', async () => {
  const unknown = await assumeRole(world, await anOidcToken(world), { RoleArn: `${ROLE}-other` });
  const forged = await assumeRole(world, `${await anOidcToken(world)}x`);

  expect([unknown.field('Code'), forged.field('Code')]).toEqual(['AccessDenied', 'InvalidIdentityToken']);
  expect(world.sts.export().sessions).toEqual([]);
});

test('sessions outlive a restart', async () => {
  await assumeRole(world, await anOidcToken(world));
  const kept = world.sts.export();
  const other = await aModelWorld(() => goodAgent);

  other.sts.import(kept);

  expect(other.sts.export()).toEqual(kept);
  await other.stop();
});

test('a fault is served in place of an answer', async () => {
  world.sts.faults.add({ operation: 'AssumeRoleWithWebIdentity', kind: 'rate_limited', times: 1 });

  const answers = [
    await assumeRole(world, await anOidcToken(world)),
    await assumeRole(world, await anOidcToken(world)),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 200]);
  expect(answers[0]?.field('Code')).toBe('Throttling');
});
