import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { aRunRequest } from '../../../test/builders/a-run-request.ts';
import { anActionsStage, jobNamed, stepNamed } from './an-actions-stage.ts';

const stage = anActionsStage();
const AGENT_STEP = 'Implement, review and check';

it('plays admission, agent and publishing one after the other', async () => {
  const { jobs, ended } = stage().play();
  expect(await ended).toBe('success');
  expect(stage().actions.failures).toEqual([]);
  const conclusions = jobs.map(({ name, conclusion }) => ({ name, conclusion }));
  expect(conclusions).toEqual([
    { name: 'admit', conclusion: 'success' },
    { name: 'agent / agent', conclusion: 'success' },
    { name: 'publish', conclusion: 'success' },
  ]);
  expect(stage().actions.isBusy()).toBe(false);
});

it('sends the agent and the jobs around it to the runners that their variables name, and tells whose they are', async () => {
  Object.assign(stage().vars, { AI_IMPLEMENT_RUNS_ON: 'pool', AI_IMPLEMENT_TRUSTED_RUNS_ON: 'safe' });
  stage().runners['pool'] = { environment: 'self-hosted', name: 'pool-1' };
  stage().runners['safe'] = { environment: 'self-hosted', name: 'safe-1' };
  const { jobs, ended } = stage().play();
  await ended;
  expect(jobs.map(({ labels, runner }) => [labels, runner?.name])).toEqual([
    [['safe'], 'safe-1'],
    [['pool'], 'pool-1'],
    [['safe'], 'safe-1'],
  ]);
  const { identity = '', env } = stage().found('publish');
  expect(env).toMatchObject({ RUNNER_NAME: 'safe-1', RUNNER_ENVIRONMENT: 'self-hosted' });
  expect(decodeJwt(identity)).toMatchObject({ runner_environment: 'self-hosted' });
});

it('hands assignment and outcome from job to job', async () => {
  await stage().play().ended;
  expect(stage().found('agent').handover).toEqual(['assignment.json']);
  // The runner itself takes the outcome over.
  expect(stage().found('publish').handover).toEqual([]);
  const uploads = stage().actions.artifactsOf(30)?.stored() ?? [];
  expect(uploads.map(({ name }) => name)).toEqual(['assignment', 'outcome']);
  expect(stage().found('publish').env).toMatchObject({ AI_IMPLEMENT_AGENT_RESULT: 'success' });
  const modes = ['admit', 'agent', 'publish'].map((name) => stage().found(name).env['ACTIONS_CACHE_MODE']);
  expect(modes).toEqual(['none', 'none', 'none']);
});

it('takes the runner from the commit of the workflow, and the code from the commit that was admitted', async () => {
  await stage().play().ended;
  const agent = stage().found('agent');
  expect(agent.checkout).toEqual(['.git', '.github', 'README.md', 'src']);
  expect(stage().found('admit').runner).toEqual(['.git', '.github', 'README.md']);
});

it('gives the agent the progress token, and none that starts a run or reports its result', async () => {
  const request = aRunRequest(undefined, { result_token: 'result-token', progress_token: 'progress-token' });
  await stage().play({ inputs: request as unknown as Record<string, string> }).ended;
  const { env } = stage().found('agent');
  expect(env['AI_IMPLEMENT_PROGRESS_TOKEN']).toBe('progress-token');
  expect(JSON.stringify(env)).not.toContain('result-token');
  expect(stage().found('admit').env['AI_IMPLEMENT_RESULT_TOKEN']).toBe('result-token');
  expect(stage().found('agent').event.inputs['result_token']).toBe('result-token');
});

it('passes credentials of the model through a pipe and leaves none in the environment', async () => {
  Object.assign(stage().vars, { ANTHROPIC_BASE_URL: 'http://model.example' });
  await stage().play().ended;
  for (const name of ['agent', 'publish']) {
    const { env, stdin } = stage().found(name);
    expect(stdin.split('\n')).toContain('ANTHROPIC_API_KEY=key-of-the-model');
    expect(stdin.split('\n')).toContain('ANTHROPIC_BASE_URL=http://model.example');
    expect(stdin.split('\n')).toContain('CLAUDE_CODE_OAUTH_TOKEN=');
    expect(JSON.stringify(env)).not.toContain('key-of-the-model');
  }
});

it('shows neither tokens nor secrets in any log', async () => {
  const request = aRunRequest(undefined, { result_token: 'result.token.one', progress_token: 'progress.token.two' });
  const { jobs, ended } = stage().play({ inputs: request as unknown as Record<string, string> });
  await ended;
  const logs = jobs.flatMap(({ steps }) => steps.map(({ log }) => log ?? '')).join('\n');
  expect(logs).toContain('the result token is ***');
  expect(logs).not.toMatch(/result\.token\.one|progress\.token\.two|key-of-the-model|ghs_/);
});

it('gives every job a token that reads contents, one that also reads artifacts to publishing, and no more', async () => {
  await stage().play().ended;
  const least = { contents: 'read', 'id-token': 'write' };
  expect(stage().minted).toEqual([least, least, { ...least, actions: 'read' }]);
});

it('lets identity tokens tell the agent job from the others', async () => {
  await stage().play().ended;
  const issuerUrl = stage().issuer.url;
  const token = stage().found('publish').identity ?? '';
  const keys = createRemoteJWKSet(new URL(`${issuerUrl}/.well-known/jwks`));
  const { payload } = await jwtVerify(token, keys, { issuer: issuerUrl, audience: aRunRequest().callback_url });
  const reference = 'acme/web/.github/workflows/claude-implement.yml@refs/heads/main';
  expect(payload).toMatchObject({
    repository_id: '7',
    run_id: '30',
    run_attempt: '1',
    event_name: 'workflow_dispatch',
  });
  expect(payload).toMatchObject({ workflow_ref: reference, job_workflow_ref: reference });
  const agent = decodeJwt(stage().found('agent').identity ?? '');
  expect(agent['workflow_ref']).toBe(reference);
  expect(agent['job_workflow_ref']).toBe('acme/web/.github/workflows/claude-agent.yml@refs/heads/main');
});

it('ends without work when the gate refuses', async () => {
  stage().machineEnv['STUB_ADMIT'] = 'refuse';
  const { jobs, ended } = stage().play();
  expect(await ended).toBe('success');
  expect(stage().has('agent-1.json')).toBe(false);
  expect(jobNamed(jobs, 'publish').conclusion).toBe('skipped');
});

it('publishes what there is when the agent fails', async () => {
  stage().machineEnv['STUB_AGENT'] = 'fail';
  const { jobs, ended } = stage().play();
  expect(await ended).toBe('failure');
  expect(stepNamed(jobs, 'agent / agent', AGENT_STEP).conclusion).toBe('failure');
  expect(stepNamed(jobs, 'agent / agent', 'Hand the outcome on').conclusion).toBe('success');
  expect(stage().found('publish').env['AI_IMPLEMENT_AGENT_RESULT']).toBe('failure');
  expect(stage().found('publish').handover).toEqual([]);
});

it('says which container image a job would have, and runs on the host', async () => {
  stage().machineEnv['STUB_IMAGE'] = 'ghcr.io/acme/image:1';
  const { jobs, ended } = stage().play();
  expect(await ended).toBe('success');
  expect(jobNamed(jobs, 'agent / agent').log).toContain('ghcr.io/acme/image:1');
});

it('plays planning in one job', async () => {
  const { jobs, ended } = stage().play({ workflow: 'claude-plan.yml' });
  expect(await ended).toBe('success');
  expect(jobs.map(({ name }) => name)).toEqual(['plan']);
  expect(stage().found('plan')).toMatchObject({ checkout: ['.git', '.github', 'README.md', 'src'] });
});

it('plays a second attempt with its own number, and replaces what the first one handed on', async () => {
  await stage().play().ended;
  expect(await stage().play({ attempt: 2 }).ended).toBe('success');
  expect(stage().found('publish', 2).env['GITHUB_RUN_ATTEMPT']).toBe('2');
  expect(decodeJwt(stage().found('publish', 2).identity ?? '')).toMatchObject({ run_attempt: '2' });
});

it('lets the runner live at the time of the laptop', async () => {
  stage().clock.advance(3 * 3_600_000);
  await stage().play().ended;
  expect(Math.abs(stage().found('agent').now - stage().clock.now())).toBeLessThan(60_000);
});
