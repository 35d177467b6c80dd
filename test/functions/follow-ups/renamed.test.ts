import { expect, test } from 'vitest';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { checkFollowUp } from '../../../functions/dispatch-run/check-follow-up.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorkflowClaims } from '../../builders/a-workflow-claims.ts';
import { aWorld, type World } from '../world.ts';
import { aFollowUpWorld, PULL } from './follow-up-world.ts';

const { repository_id: repositoryId } = aWorkflowClaims();
const SERVER = { owner: 'acme', repo: 'server' };
const { tracker, ticketId } = aTicket();

const change = (world: World) =>
  advanceRun(world.advance, { type: 'PullRequestChanged', tracker, ticketId, pull: PULL, arrivalId: 'delivery-1' });

/** A run that opened the pull request. */
async function anOpening(overrides: Partial<ReturnType<typeof aRun>> = {}) {
  const world = await aWorld();
  const prUrl = 'https://github.test/acme/backend/pull/1';
  await world.runs.reserve(aRun({ status: 'running', prUrl, ...overrides }));
  const hear = () => advanceRun(world.advance, { type: 'PullRequestOpened', tracker, ticketId, runId: aRun().runId });
  return { world, hear };
}

test('a pull request is noted with the number of its repository and its newest commit, looked up once', async () => {
  const { world, hear } = await anOpening();
  world.host.put(PULL, { headSha: 'c1' });
  await hear();
  await hear();

  const record = await world.pullRequests.read(PULL);
  expect(record).toMatchObject({ repositoryId, headSha: 'c1', state: 'open' });
  expect(world.host.calls).toEqual(['read']);
  expect(await world.pullRequests.ofHead({ repositoryId, headSha: 'c1' })).toEqual(record);
});

test('while GitHub cannot show it, it is noted as the run told of it, and looked up with the next news', async () => {
  const { world, hear } = await anOpening();
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  await hear();
  expect((await world.pullRequests.read(PULL))?.repositoryId).toBeUndefined();

  world.host.failure = undefined;
  await hear();
  expect(await world.pullRequests.read(PULL)).toMatchObject({ repositoryId });
});

test('a run that learned of a new name of its repository has the record that stands under the former one', async () => {
  const { world, hear } = await anOpening({ ...SERVER, renamedFrom: { owner: 'acme', repo: 'backend' } });
  await world.pullRequests.write(aPullRequestRecord({ number: 1, ticketId, tracker, repositoryId }));
  await hear();

  expect(await world.pullRequests.ofTicket({ tracker, ticketId })).toHaveLength(1);
});

test('a pull request in a repository of a former name has a record of its own, under whatever name', async () => {
  const { world, hear } = await anOpening();
  const former = aPullRequestRecord({ number: 1, ticketId: 'another', repositoryId: '1' });
  await world.pullRequests.write(former);
  await hear();
  await hear();

  const record = await world.pullRequests.read({ ...PULL, repositoryId });
  expect(record).toMatchObject({ ticketId, repositoryId, renamedTo: { owner: 'acme', repo: 'backend' } });
  expect(await world.pullRequests.read({ ...PULL, repositoryId: '1' })).toMatchObject({ ticketId: 'another' });
  expect(await world.pullRequests.ofTicket({ tracker, ticketId })).toHaveLength(1);
});

test('a wake-up notes what the repository is called now, and its follow-up goes there', async () => {
  const world = await aWorld();
  const next = { runId: aCandidate().runId, attempt: 1, notBefore: world.clock.now(), requests: [aFollowUpRequest()] };
  await world.pullRequests.write(aPullRequestRecord({ number: 1, tracker, ticketId, repositoryId, next }));
  world.host.put(PULL, { ...SERVER, headSha: 'c2', base: 'release' });
  await change(world);

  expect(await world.pullRequests.read(PULL)).toMatchObject({ renamedTo: SERVER, headSha: 'c2', base: 'release' });
  const candidate = aCandidate({ tracker, ticketId, phase: 'gap-fill', pull: PULL });
  expect(await checkFollowUp(world.dispatch, candidate)).toMatchObject({ followUp: { ...SERVER, pullNumber: 1 } });
});

test('one that got its former name back says so no more', async () => {
  const world = await aWorld();
  await world.pullRequests.write(aPullRequestRecord({ number: 1, tracker, ticketId, repositoryId, renamedTo: SERVER }));
  world.host.put({ ...PULL, ...SERVER }, { owner: 'acme', repo: 'backend' });
  await change(world);

  expect((await world.pullRequests.read(PULL))?.renamedTo).toBeUndefined();
});

test('a follow-up on a pull request of a renamed repository is taken in, whatever name its run bears', async () => {
  const world = await aFollowUpWorld('works');
  world.host.put(PULL, SERVER);
  await change(world);
  await world.write('/ai-implement add a test');
  await world.days.passUntilQuiet(30);

  const { runId } = world.followUps().at(-1) ?? expect.unreachable();
  expect(await world.runs.read(runId)).toMatchObject({ ...SERVER, endedAt: expect.any(String) });
  expect(await world.record()).toMatchObject({ endedRunId: runId });
});

test('a wake-up while GitHub is out of reach waits for a timer, and one that it refuses to show changes nothing', async () => {
  const world = await aWorld();
  await world.pullRequests.write(aPullRequestRecord({ number: 1, tracker, ticketId }));
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  await change(world);
  const [timer = expect.unreachable()] = world.timers.waiting();
  expect(timer).toMatchObject({ kind: 'read-pull-request', pull: PULL });

  world.host.failure = new AppError('app_suspended', 'as GitHub says');
  await world.timers.remove(timer);
  expect(await advanceRun(world.advance, { type: 'TimerDue', timer })).toBe('left: app_suspended');
  expect(world.timers.waiting()).toEqual([]);
  world.host.failure = undefined;
  await advanceRun(world.advance, { type: 'TimerDue', timer });
  expect(await world.pullRequests.read(PULL)).toMatchObject({ repositoryId });
});
