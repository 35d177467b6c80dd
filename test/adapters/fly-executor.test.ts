import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flyExecutor } from '../../shared/adapters/fly/fly-executor.ts';
import { MACHINE_FILES, MachineOrder } from '../../shared/contract/machine.ts';
import { MissingSecret, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';
import { aFlyApp, flySettings, IMAGE } from './a-fly-app.ts';

let app: Awaited<ReturnType<typeof aFlyApp>>;
beforeEach(async () => {
  app = await aFlyApp();
});
afterEach(() => app.close());

const onFly = (over: Partial<Run> = {}) => aRun({ executor: 'fly-machines', ...over });
const executor = (over = {}) => flyExecutor({ ...flySettings(app.fly, app.clock), ...over });
const order = (run: Run, over = {}) => executor(over).dispatch(run, aRunRequest(run));
const sent = () => Object.values(app.fly.requests()).reduce((sum, count) => sum + count, 0);

describe('a machine that is ordered', () => {
  it('is made as the mapping says, destroys itself, and holds no secret of the app', async () => {
    const size = { machineCpus: 4, machineMemoryMb: 8192, machineRegion: 'fra', extraEnv: 'TZ=UTC CI=a=b' };
    const run = onFly(size);
    expect(await order(run)).toMatchObject({ outcome: 'dispatched' });
    const [machine] = app.fly.machines();
    expect(machine).toMatchObject({ name: `ai-implement-${run.runId.toLowerCase()}`, region: 'fra' });
    expect(machine?.config).toMatchObject({
      image: IMAGE,
      env: { TZ: 'UTC', CI: 'a=b', AI_IMPLEMENT_VARIABLES: 'TZ CI' },
      guest: { cpu_kind: 'shared', cpus: 4, memory_mb: 8192 },
      auto_destroy: true,
      restart: { policy: 'no' },
      metadata: { ai_implement_run: run.runId, ai_implement_stack: 'https://us.test' },
    });
  });

  it('gets its tokens and the credentials as files for root, and nothing of the ticket', async () => {
    const run = onFly();
    const request = { ...aRunRequest(run), ticket_title: 'Words of a ticket', ticket_description: 'Words of a ticket' };
    await executor().dispatch(run, request);
    const [machine] = app.fly.machines();
    const files = Object.fromEntries(
      (machine?.config.files ?? []).map((file) => [file.guest_path, Buffer.from(file.raw_value, 'base64').toString()]),
    );
    expect(machine?.config.files?.map(({ mode }) => mode)).toEqual([0o400, 0o400]);
    expect(files[MACHINE_FILES.credentials]).toBe('ANTHROPIC_API_KEY=secret');
    const made = MachineOrder.parse(JSON.parse(files[MACHINE_FILES.order] ?? ''));
    expect(made).toMatchObject({ runId: run.runId, resultToken: request.result_token });
    expect(JSON.stringify(machine?.config.env) + JSON.stringify(files)).not.toContain('Words of a ticket');
  });

  it('costs one request, and two where an earlier order made it already', async () => {
    const run = onFly();
    app.fly.faults.add({ operation: 'create', kind: 'lost_answer', times: 1 });
    expect(await order(run)).toEqual({ outcome: 'unanswered' });
    expect(sent()).toBe(1);
    const [machine] = app.fly.machines();
    const again = await order(run);
    expect(again).toMatchObject({ outcome: 'dispatched', workflowRunId: `${machine?.id}-${machine?.instanceId}` });
    expect(sent()).toBe(3);
    expect(app.fly.counts()).toEqual({ made: 1, destroyed: 0 });
  });

  it('is not taken for the run where only its name is the same', async () => {
    const run = onFly();
    await order(run);
    for (const machine of app.fly.machines()) machine.config.metadata = { ai_implement_run: 'another' };
    expect(await order(run)).toEqual({ outcome: 'unanswered' });
    expect(await executor().find(run)).toEqual([]);
  });

  it('is no longer the run once somebody updated it', async () => {
    const run = onFly();
    const made = await order(run);
    const id = made.outcome === 'dispatched' ? made.workflowRunId : '';
    for (const machine of app.fly.machines()) machine.instanceId = '01ANOTHER';
    expect(await executor().state(run, id)).toBe('gone');
  });
});

describe('an order that Fly refuses', () => {
  const refusedBy = async (status: number, error: string) => {
    app.fly.faults.add({ operation: 'create', kind: 'status', status, body: { error }, times: 2 });
    return order(onFly());
  };

  it.each([
    [401, 'unauthorized', 'fly_token_refused'],
    [403, 'forbidden', 'fly_token_refused'],
    [403, 'organization is over the allowed quota. please consider other regions', 'fly_quota_reached'],
    [404, "app 'x' not found", 'fly_app_missing'],
    [422, 'failed to get manifest registry.fly.io/x:1', 'fly_image_refused'],
    [400, "invalid region 'xyz'", 'fly_region_unknown'],
    [422, 'invalid config.guest.memory_mb, minimum required 2048 MiB', 'fly_machine_refused'],
  ])('with %i and "%s" holds the mapping by a code of its own, with words', async (status, error, code) => {
    const outcome = await refusedBy(status, error);
    expect(outcome).toMatchObject({ outcome: 'refused', concerns: 'mapping', code });
    expect(outcome.outcome === 'refused' && outcome.reason).toContain('resume the mapping');
    expect(app.fly.counts().made).toBe(0);
  });

  it.each([
    [409, 'aborted: could not reserve resource for your machine: insufficient memory available'],
    [412, 'insufficient resources available to fulfill request'],
    [429, 'rate limit exceeded'],
  ])('with %i and "%s" is put off, and nobody waits for it', async (status, error) => {
    const outcome = await refusedBy(status, error);
    expect(outcome.outcome === 'deferred' && Date.parse(outcome.retryAt) > app.clock.now()).toBe(true);
  });

  it.each([408, 500, 502, 503, 504, 302, 204])('with %i leaves open whether there is a machine', async (status) => {
    expect(await refusedBy(status, 'internal')).toEqual({ outcome: 'unanswered' });
  });

  it.each(['cut_off', 'page', 'empty', 'redirect'] as const)(
    'with an answer that is %s leaves it open too',
    async (kind) => {
      app.fly.faults.add({ operation: 'create', kind, times: 1 });
      expect(await order(onFly())).toEqual({ outcome: 'unanswered' });
    },
  );
});

describe('an order that is refused before it is sent', () => {
  it.each([
    [{ provider: 'bedrock' as const }, 'provider_not_on_fly'],
    [{ runnerImage: 'ghcr.io/stranger/image:1' }, 'fly_image_refused'],
    [{ runnerImage: 'ghcr.io/acme/runner-of-a-stranger:1' }, 'fly_image_refused'],
  ])('%o', async (over, code) => {
    expect(await order(onFly(over))).toMatchObject({ outcome: 'refused', code });
    expect(sent()).toBe(0);
  });

  it('has no token', async () => {
    const token = () => Promise.reject(new MissingSecret('SSM parameter /x/fly-token is missing.'));
    expect(await order(onFly(), { token })).toMatchObject({ outcome: 'refused', code: 'fly_token_missing' });
  });

  it('names an allowed image by tag or digest, which is taken', async () => {
    for (const [at, runnerImage] of ['ghcr.io/acme/runner:2', 'ghcr.io/acme/runner', IMAGE].entries())
      expect(await order(onFly({ runId: `01RUN${at}`, runnerImage }))).toMatchObject({ outcome: 'dispatched' });
  });
});

describe('a machine that is there', () => {
  it('is asked for with a fresh token after one was refused', async () => {
    const answers = ['an old one', app.fly.token];
    const token = async (options?: { isFresh: boolean }) => answers[options?.isFresh ? 1 : 0] ?? '';
    expect(await executor({ token }).find(onFly())).toEqual([]);
  });

  it('cannot be asked for by a token that is refused, which people can mend', async () => {
    const asked = executor({ token: async () => 'wrong' }).find(onFly());
    await expect(asked).rejects.toMatchObject({ reason: 'credential_refused' });
  });

  it('is asked for later at a limit', async () => {
    app.fly.faults.add({ operation: 'get', kind: 'rate_limited' });
    const asked = executor().state(onFly(), 'abc-1');
    await expect(asked).rejects.toBeInstanceOf(ServiceUnavailable);
    await expect(asked).rejects.toMatchObject({ reason: 'rate_limited', retryAt: expect.any(String) });
  });
});
