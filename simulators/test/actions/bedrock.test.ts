import { afterEach, beforeEach, expect, it } from 'vitest';
import { aRunRequest } from '../../../test/builders/a-run-request.ts';
import type { SimulatedRole } from '../../sts/assume-role.ts';
import { type StsSimulator, startStsSimulator } from '../../sts/sts-simulator.ts';
import { anActionsStage, stepNamed } from './an-actions-stage.ts';

const stage = anActionsStage();
const ROLE = 'arn:aws:iam::123456789012:role/bedrock';
const FOR_THE_JOB = 'Assume the Bedrock role for the whole job';
const FOR_AN_HOUR = 'Assume the Bedrock role for an hour';

let sts: StsSimulator;
let role: SimulatedRole;

beforeEach(async () => {
  const { clock, issuer, secrets, vars, machineEnv } = stage();
  const workflow = (file: string) => `acme/web/.github/workflows/${file}@refs/heads/main`;
  const ours = [workflow('claude-agent.yml'), workflow('claude-implement.yml')];
  role = {
    arn: ROLE,
    maxSessionSeconds: 3600,
    trusts: ({ repository_id, job_workflow_ref = '' }) => repository_id === '7' && ours.includes(job_workflow_ref),
  };
  sts = await startStsSimulator({
    clock,
    roles: [role],
    provider: { issuer: issuer.url, jwks: `${issuer.url}/.well-known/jwks` },
  });
  delete secrets['ANTHROPIC_API_KEY'];
  vars['AWS_BEDROCK_ROLE_ARN'] = ROLE;
  machineEnv['AWS_ENDPOINT_URL_STS'] = sts.url;
});

afterEach(() => sts.stop());

const play = (changes = {}) => {
  const inputs = aRunRequest(undefined, { provider: 'bedrock', aws_region: 'eu-central-1', ...changes });
  return stage().play({ inputs: inputs as unknown as Record<string, string> });
};

it('takes sessions of an hour where the role allows no more', async () => {
  const { jobs, ended } = play();
  expect(await ended).toBe('success');
  expect(stepNamed(jobs, 'agent / agent', FOR_THE_JOB).log).toContain('exceeds the MaxSessionDuration');
  expect(stepNamed(jobs, 'agent / agent', FOR_AN_HOUR).conclusion).toBe('success');
});

it('takes one session for the whole job where the role allows it', async () => {
  role.maxSessionSeconds = 43_200;
  const { jobs, ended } = play();
  expect(await ended).toBe('success');
  expect(stepNamed(jobs, 'agent / agent', FOR_AN_HOUR).conclusion).toBe('skipped');
  const [longest] = sts.export().sessions.map(({ expiresAt }) => expiresAt - stage().clock.now());
  expect(longest).toBeGreaterThan(80 * 60_000);
});

it('hands the session to the runner through the pipe and to nobody else', async () => {
  const { jobs, ended } = play();
  await ended;
  const { sessions } = sts.export();
  for (const name of ['agent', 'publish']) {
    const { env, stdin } = stage().found(name);
    const session = sessions.find(({ accessKeyId }) => stdin.includes(`AWS_ACCESS_KEY_ID=${accessKeyId}\n`));
    expect(stdin).toContain(`AWS_SESSION_TOKEN=${session?.sessionToken}\n`);
    expect(
      Object.keys(env)
        .filter((variable) => variable.startsWith('AWS_'))
        .sort(),
    ).toEqual(['AWS_BEDROCK_ROLE_ARN', 'AWS_ENDPOINT_URL_STS']);
  }
  const logs = JSON.stringify(jobs);
  for (const session of sessions) expect(logs).not.toContain(session.secretAccessKey);
});

it('lets the runner say so where the role cannot be assumed', async () => {
  stage().vars['AWS_BEDROCK_ROLE_ARN'] = 'arn:aws:iam::123456789012:role/another';
  const { jobs, ended } = play();
  await ended;
  expect(stepNamed(jobs, 'agent / agent', FOR_AN_HOUR).log).toContain('Not authorized');
  expect(stage().found('agent').stdin).toContain('AWS_ACCESS_KEY_ID=\n');
  expect(stage().found('publish').env['AI_IMPLEMENT_AGENT_RESULT']).toBe('success');
});
