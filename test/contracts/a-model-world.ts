import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  type AnthropicSimulator,
  type AnthropicSimulatorOptions,
  startAnthropicSimulator,
} from '../../simulators/anthropic/anthropic-simulator.ts';
import { type LocalClock, startClock } from '../../simulators/clock.ts';
import { type StsSimulator, startStsSimulator } from '../../simulators/sts/sts-simulator.ts';

const ISSUER = 'https://token.actions.example';
const AGENT_FILE = 'acme/backend/.github/workflows/claude-agent.yml@refs/heads/main';
export const ROLE = 'arn:aws:iam::123456789012:role/claude';
const { privateKey, publicKey } = await generateKeyPair('RS256');

/** The simulated model with whoever is to play it, and an STS whose sessions it takes. */
export interface ModelWorld {
  clock: LocalClock;
  model: AnthropicSimulator;
  sts: StsSimulator;
  stop(): Promise<void>;
}

export async function aModelWorld(
  agentOf: AnthropicSimulatorOptions['agentOf'],
  accepts: AnthropicSimulatorOptions['accepts'] = {},
): Promise<ModelWorld> {
  const clock = startClock();
  const sts = await startStsSimulator({
    clock,
    roles: [
      {
        arn: ROLE,
        maxSessionSeconds: 3600,
        trusts: ({ aud, repository_id, job_workflow_ref }) =>
          aud === 'sts.amazonaws.com' && repository_id === '77' && job_workflow_ref === AGENT_FILE,
      },
    ],
    provider: { issuer: ISSUER, jwks: { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256' }] } },
  });
  const model = await startAnthropicSimulator({ clock, agentOf, accepts: { sessions: sts.sessions, ...accepts } });
  return {
    clock,
    model,
    sts,
    async stop() {
      await model.stop();
      await sts.stop();
      clock.stop();
    },
  };
}

/** A job's OIDC token, as GitHub issues it for the agent's workflow. */
export function anOidcToken(
  { clock }: Pick<ModelWorld, 'clock'>,
  claims: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return new SignJWT({
    iss: ISSUER,
    aud: 'sts.amazonaws.com',
    sub: 'repo:acme/backend:ref:refs/heads/main',
    iat: now,
    exp: now + 300,
    repository_id: '77',
    job_workflow_ref: AGENT_FILE,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256' })
    .sign(privateKey);
}

export interface StsAnswer {
  status: number;
  /** The text of an XML element, the first of its name. */
  field(name: string): string | undefined;
}

/** Asks STS to exchange a token for a session. */
export async function assumeRole(
  { sts }: Pick<ModelWorld, 'sts'>,
  token: string,
  parameters: Record<string, string> = {},
): Promise<StsAnswer> {
  const form = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: ROLE,
    RoleSessionName: 'ai-implement',
    WebIdentityToken: token,
    ...parameters,
  };
  const response = await fetch(sts.url, { method: 'POST', body: new URLSearchParams(form) });
  const xml = await response.text();
  return { status: response.status, field: (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] };
}

/** What Claude Code is given for Bedrock: a session of the role, and where Bedrock is. */
export async function bedrockEnvironment(world: ModelWorld): Promise<Record<string, string>> {
  const session = await assumeRole(world, await anOidcToken(world));
  return {
    CLAUDE_CODE_USE_BEDROCK: '1',
    AWS_REGION: 'eu-central-1',
    ANTHROPIC_BEDROCK_BASE_URL: world.model.url,
    AWS_ACCESS_KEY_ID: session.field('AccessKeyId') ?? '',
    AWS_SECRET_ACCESS_KEY: session.field('SecretAccessKey') ?? '',
    AWS_SESSION_TOKEN: session.field('SessionToken') ?? '',
  };
}
