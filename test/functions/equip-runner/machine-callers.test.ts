import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveToken } from '../../../functions/equip-runner/give-token.ts';
import { startRun } from '../../../functions/equip-runner/start-run.ts';
import { machineNameOf } from '../../../shared/domain/machine-name.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { machineIdentity } from '../../../shared/runtime/machine-identity.ts';
import { type LocalClock, startClock } from '../../../simulators/clock.ts';
import { type FlySimulator, startFlySimulator } from '../../../simulators/fly/fly-simulator.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { aWorld } from '../world.ts';

// Fly's word for a machine, as the simulator of its issuer gives it, at the gate of a run.

const US = 'https://us.test';
const MACHINE = { id: '148e4d0ea12d08', instanceId: '01KE6XVERSION', region: 'iad', config: { image: 'x:1' } };
const EXECUTION = { workflowRunId: `${MACHINE.id}-${MACHINE.instanceId}`, runAttempt: 1 };
const run = aRun({ status: 'dispatched', executor: 'fly-machines', workflowRunId: EXECUTION.workflowRunId });
const OWN = { ...MACHINE, name: machineNameOf(run) };
const claims = { runId: run.runId, phase: run.phase } as const;

let clock: LocalClock;
let fly: FlySimulator;
let elsewhere: FlySimulator;
beforeAll(async () => {
  clock = startClock();
  [fly, elsewhere] = await Promise.all([startFlySimulator({ clock }), startFlySimulator({ clock, app: 'another' })]);
});
afterAll(async () => {
  await Promise.all([fly.stop(), elsewhere.stop()]);
  clock.stop();
});

async function theGate(overrides: Partial<Run> = {}) {
  const world = await aWorld();
  await world.runs.reserve({ ...run, ...overrides });
  await world.runs.putContext(run.runId, aRunContext());
  const machines = machineIdentity({ FLY_OIDC_ISSUER: fly.issuer, PUBLIC_URL: US, FLY_APP_NAME: fly.app });
  return { ...world.equip, machines };
}

test('the machine that was made for the run passes, and may call again: its answer may have been lost', async () => {
  const gate = await theGate();

  const first = await startRun(gate, { claims, execution: EXECUTION, oidcToken: await fly.identityToken(OWN, US) });
  const again = await startRun(gate, { claims, execution: EXECUTION, oidcToken: await fly.identityToken(OWN, US) });

  expect(again.sessionKey).not.toBe(first.sessionKey);
});

test('a machine whose order was not answered yet is known by its name', async () => {
  const gate = await theGate({ status: 'reserved', workflowRunId: undefined });

  await startRun(gate, { claims, execution: EXECUTION, oidcToken: await fly.identityToken(OWN, US) });

  expect(await gate.runs.read(run.runId)).toMatchObject({ status: 'running', ...EXECUTION });
});

test.each([
  ['a machine of another run', { ...OWN, name: machineNameOf({ runId: '01ANOTHER' }) }, 'machine_name'],
  ['another machine that has the name now', { ...OWN, id: '999e4d0ea12d99' }, 'machine_version'],
  ['the machine after somebody changed it', { ...OWN, instanceId: '01KE6XCHANGED' }, 'machine_version'],
])('%s is refused', async (_who, machine, claim) => {
  const oidcToken = await fly.identityToken(machine, US);

  await expect(startRun(await theGate(), { claims, execution: EXECUTION, oidcToken })).rejects.toMatchObject({
    code: 'oidc_refused',
    detail: expect.stringContaining(claim),
  });
});

test('another machine of the name that says truly which it is comes too late', async () => {
  const oidcToken = await fly.identityToken({ ...OWN, id: '999e4d0ea12d99' }, US);
  const execution = { workflowRunId: `999e4d0ea12d99-${MACHINE.instanceId}`, runAttempt: 1 };

  await expect(startRun(await theGate(), { claims, execution, oidcToken })).rejects.toMatchObject({
    code: 'run_taken',
  });
});

test.each([
  ['without a token', async () => undefined, 'missing_oidc'],
  ['with one for somebody else', () => fly.identityToken(OWN, 'https://another.test'), 'oidc_invalid'],
  ['with one of another organisation', () => elsewhere.identityToken(OWN, US), 'oidc_invalid'],
])('a machine %s is refused', async (_how, token, code) => {
  const arrival = { claims, execution: EXECUTION, oidcToken: await token() };

  await expect(startRun(await theGate(), arrival)).rejects.toMatchObject({ code });
});

test('a machine of another app of the organisation is refused', async () => {
  const gate = await theGate();
  const machines = machineIdentity({ FLY_OIDC_ISSUER: fly.issuer, PUBLIC_URL: US, FLY_APP_NAME: 'another' });
  const oidcToken = await fly.identityToken(OWN, US);

  await expect(startRun({ ...gate, machines }, { claims, execution: EXECUTION, oidcToken })).rejects.toMatchObject({
    code: 'oidc_refused',
    detail: expect.stringContaining('app_name'),
  });
});

test('a machine has one attempt', async () => {
  const oidcToken = await fly.identityToken(OWN, US);
  const execution = { ...EXECUTION, runAttempt: 2 };

  await expect(startRun(await theGate(), { claims, execution, oidcToken })).rejects.toMatchObject({
    code: 'oidc_refused',
  });
});

test('the session key alone gets no token for GitHub: Fly has to vouch for each', async () => {
  const gate = await theGate();
  const oidcToken = await fly.identityToken(OWN, US);
  const { sessionKey } = await startRun(gate, { claims, execution: EXECUTION, oidcToken });

  await expect(giveToken(gate, { claims, sessionKey, oidcToken: undefined })).rejects.toMatchObject({
    code: 'missing_oidc',
  });
  await expect(giveToken(gate, { claims, sessionKey, oidcToken })).resolves.toHaveProperty('token');
});
