import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WaysToModel } from '../../local/world/vendors/vendor-options.ts';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { type Scenario, type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Runs on Bedrock: jobs get a session of the repository's role for their identity token, and no secret value is kept anywhere.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

const HOUR_S = 3600;
const ON_BEDROCK: Scenario = {
  mapping: { provider: 'bedrock', awsRegion: 'us-east-1' },
  settings: ({ bedrock }) => bedrock,
};

/** Works well; once, when a pass begins, something happens first. */
function whenBegins(pass: string, happens: () => void): ScriptedAgent {
  let hasHappened = false;
  return (conversation) => {
    if (conversation.pass === pass && !hasHappened) {
      hasHappened = true;
      happens();
    }
    return goodAgent(conversation);
  };
}

/** Each session that jobs have by now is over. */
function expireSessions(): void {
  const { sessions } = world.model.sts;
  sessions.import(sessions.export().map((session) => ({ ...session, expiresAt: 0 })));
}

test('a whole run needs a role alone', async () => {
  const played = await world.play(ON_BEDROCK);

  expect(played.ticket.status).toBe('pr_ready');
  expect(played.pulls).toMatchObject([{ isDraft: false }]);
  expect(new Set(played.requests.map(({ operation }) => operation))).toEqual(new Set(['invoke-with-response-stream']));
  expect(played.report?.gapAnalysis).toContain('Implemented');
});

test('a role that allows an hour only serves a job of 90 minutes', async () => {
  const { acme: role } = world.model.roles;
  if (role === undefined) throw new Error('the access to Bedrock lacks its role');
  const allowed = role.maxSessionSeconds;
  role.maxSessionSeconds = HOUR_S;

  const played = await world.play(ON_BEDROCK);
  role.maxSessionSeconds = allowed;

  expect(played.runs).toMatchObject([{ status: 'succeeded' }]);
  expect(played.ticket.status).toBe('pr_ready');
});

test('a session that ends in the middle of the work is renewed', async () => {
  const played = await world.play({ ...ON_BEDROCK, agent: whenBegins('review', expireSessions) });

  expect(played.requests.map(({ status }) => status)).toContain(403);
  expect(new Set(played.requests.map(({ credential }) => credential.value)).size).toBeGreaterThan(2);
  expect(played.runs).toMatchObject([{ status: 'succeeded' }]);
  expect(played.ticket.status).toBe('pr_ready');
});

test('a role that does not trust the repository is a clear failure before any work', async () => {
  const { infrastructure } = world.model.roles;
  const settings = ({ bedrock }: WaysToModel) => ({
    ...bedrock,
    vars: { ...bedrock.vars, AWS_BEDROCK_ROLE_ARN: infrastructure?.arn ?? '' },
  });

  const played = await world.play({ ...ON_BEDROCK, settings });

  expect(played.runs).toMatchObject([{ status: 'failed' }]);
  expect(played.requests).toEqual([]);
  expect(played.comments.join('\n')).toContain('AWS refused the Bedrock role: 403 AccessDenied');
});
