import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scenario, type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// What a repository has as secrets, what its mapping asks for, and which credential the model then saw.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

type Kind = 'Bedrock role' | 'OAuth token' | 'API key';

const BEDROCK = { provider: 'bedrock', awsRegion: 'us-east-1' };
const OAUTH_TOKEN = 'sk-ant-oat01-of-the-scenario';

/** A repository that has these credentials. */
function having(kinds: readonly Kind[], mapping: Record<string, unknown> = {}): Scenario {
  return {
    mapping,
    settings: ({ anthropic, bedrock }) => {
      const { AWS_BEDROCK_ROLE_ARN, ...others } = bedrock.vars;
      const { ANTHROPIC_API_KEY = '' } = anthropic.secrets;
      return {
        secrets: {
          ...(kinds.includes('API key') ? { ANTHROPIC_API_KEY } : {}),
          ...(kinds.includes('OAuth token') ? { CLAUDE_CODE_OAUTH_TOKEN: OAUTH_TOKEN } : {}),
          ...(kinds.includes('Bedrock role') ? { AWS_BEDROCK_ROLE_ARN: AWS_BEDROCK_ROLE_ARN ?? '' } : {}),
        },
        vars: { ...anthropic.vars, ...others },
      };
    },
  };
}

const headersSeen = ({ requests }: { requests: { credential: { header: string } }[] }) => [
  ...new Set(requests.map(({ credential }) => credential.header)),
];

describe('exactly one credential reaches the model', () => {
  test.each<[string, Kind[], string]>([
    ['an API key', ['API key'], 'x-api-key'],
    ['an OAuth token', ['OAuth token'], 'authorization'],
    ['an OAuth token and an API key', ['OAuth token', 'API key'], 'authorization'],
    ['a Bedrock role', ['Bedrock role'], 'signature'],
    ['a Bedrock role and an API key', ['Bedrock role', 'API key'], 'signature'],
    ['a Bedrock role and an OAuth token', ['Bedrock role', 'OAuth token'], 'signature'],
    ['all three', ['Bedrock role', 'OAuth token', 'API key'], 'signature'],
  ])('where there is %s', async (_, kinds, header) => {
    const played = await world.play(having(kinds, kinds.includes('Bedrock role') ? BEDROCK : {}));

    expect(headersSeen(played)).toEqual([header]);
    expect(played.ticket.status).toBe('pr_ready');
  });
});

describe('before any work a run fails', () => {
  test.each<[string, Scenario, string]>([
    ['where there is no credential at all', having([]), '(`model_credential_missing`)'],
    [
      'where Bedrock is asked for and only the others are there',
      having(['OAuth token', 'API key'], BEDROCK),
      '(`bedrock_session_missing`)',
    ],
    [
      'where Bedrock is asked for and WORKFLOW.md names no model',
      { ...having(['Bedrock role'], BEDROCK), files: { 'WORKFLOW.md': 'Implement the ticket.\n' } },
      '(`model_not_named`)',
    ],
  ])('%s', async (_, scenario, reason) => {
    const played = await world.play(scenario);

    expect(played.requests).toEqual([]);
    expect(played.runs).toMatchObject([{ status: 'failed' }]);
    expect(played.ticket.status).toBe('implementation_failed');
    expect(played.comments.join('\n')).toContain(reason);
    expect(played.pulls).toEqual([]);
  });
});
