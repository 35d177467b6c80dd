import './load-lazy-parts.ts';
import { deleteMapping } from '../../functions/admin/mappings/delete-mapping.ts';
import { approvePlan } from '../../functions/admin/plans/approve-plan.ts';
import { readPlan } from '../../functions/admin/plans/read-plan.ts';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { startRun } from '../../functions/equip-runner/start-run.ts';
import { receiveDelivery } from '../../functions/github-webhook/receive-delivery.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { receiveProgress } from '../../functions/runner-callback/receive-progress.ts';
import { receiveResult } from '../../functions/runner-callback/receive-result.ts';
import { watchRuns } from '../../functions/watch-runs/watch-runs.ts';
import { Candidate, LifecycleEvent } from '../../shared/contract/events.ts';
import type { Progress, RunReport, StartAnswer, StartRequest } from '../../shared/contract/runner.ts';
import { AppError, ServiceRefusal } from '../../shared/domain/errors.ts';
import { SECOND_MS } from '../../shared/domain/time.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import { aWorkflowClaims, workflowRefOf } from '../builders/a-workflow-claims.ts';
import { fakeQueueDepths } from '../fakes/fake-queues.ts';
import { fakeScopeChecker } from '../fakes/fake-scope-checker.ts';
import { fakeTimeLimits } from '../fakes/fake-time-limits.ts';
import { oidcTokenOf } from '../fakes/fake-workflow-identity.ts';
import type { Channel, Delivery } from './channel.ts';
import type { Fakes } from './fakes.ts';
import type { Actor, Ending } from './scheduler.ts';
import { brief } from './trace.ts';
import { portsOf, type World } from './world.ts';

const WORKER_LIMIT_MS = 60 * SECOND_MS;
const API_LIMIT_MS = 30 * SECOND_MS;
export const GITHUB_WEB_URL = 'https://github.test';

/** Invokes one function as Lambda would; it may be killed at any scheduling point, or by its time limit. */
async function invoke<T>(
  world: World,
  invocation: { name: string; runId?: string; timeLimitMs: number },
  body: (ports: Fakes) => Promise<T>,
): Promise<Ending<T>> {
  world.invocations += 1;
  const name = `${invocation.name}#${world.invocations}`;
  const settings = { isMortal: true, runId: invocation.runId, timeLimitMs: invocation.timeLimitMs };
  const run = (actor: Actor) => body(portsOf(world, actor));
  const ending = await world.scheduler.spawn(name, settings, run);
  world.note(name, ending.kind === 'done' ? `done: ${brief(ending.value)}` : `${ending.kind}: ${whyOf(ending)}`);
  return ending;
}

function whyOf(ending: Ending<unknown>): string {
  if (ending.kind === 'failed') return brief(ending.error);
  return ending.kind === 'crashed' ? ending.why : '';
}

/** Gives one message to the consumer of its queue; answers when that is done with it, or dead. */
export async function consume(world: World, channel: Channel, delivery: Delivery): Promise<void> {
  const body: unknown = JSON.parse(delivery.message.body);
  const ending =
    channel.name === 'candidates' ? await dispatch(world, Candidate.parse(body)) : await advance(world, body);
  if (ending.kind === 'done') return channel.done(delivery);
  if (ending.kind === 'failed') checkError(world, ending.error);
  channel.failed(delivery, whyOf(ending));
}

function dispatch(world: World, candidate: Candidate): Promise<Ending<string>> {
  const invocation = { name: 'dispatch-run', runId: candidate.runId, timeLimitMs: WORKER_LIMIT_MS };
  return invoke(world, invocation, ({ tracker, ...ports }) =>
    dispatchRun(
      {
        ...ports,
        timeLimits: fakeTimeLimits(),
        trackers: { linear: tracker },
        tokens: { mint: async () => 'token' },
        publicUrl: 'https://us.test',
      },
      candidate,
    ),
  );
}

function advance(world: World, body: unknown): Promise<Ending<string>> {
  const event = LifecycleEvent.parse(body);
  return invoke(world, { name: 'advance-run', timeLimitMs: WORKER_LIMIT_MS }, ({ tracker, ...ports }) =>
    advanceRun(
      {
        ...ports,
        timeLimits: fakeTimeLimits(),
        trackers: { linear: tracker },
        isRetryByMarking: true,
        version: '0.0.0',
        adminUrl: 'https://us.test/admin',
      },
      event,
    ),
  );
}

export async function poll(world: World): Promise<void> {
  const ending = await invoke(world, { name: 'poll-tickets', timeLimitMs: WORKER_LIMIT_MS }, ({ tracker, ...ports }) =>
    pollTickets({ ...ports, trackers: [tracker], isRetryByMarking: true }),
  );
  if (ending.kind === 'failed') checkError(world, ending.error);
}

/** Once faults have ended, no slot outlives its run by more than one watch. */
export async function watch(world: World): Promise<void> {
  const isCalm = !world.plan.isActive;
  const toFree = await world.monitor.slotsToFree();
  const ending = await invoke(world, { name: 'watch-runs', timeLimitMs: WORKER_LIMIT_MS }, (ports) =>
    watchRuns({
      ...ports,
      queues: fakeQueueDepths(world.fakes),
      pollIntervalMinutes: 1,
      tell: () => {},
      hasMachines: false,
    }),
  );
  if (ending.kind === 'failed') checkError(world, ending.error);
  if (!isCalm || ending.kind !== 'done') return;
  const left = await world.monitor.slotsToFree();
  for (const slot of toFree.filter((s) => left.includes(s))) world.monitor.violate(`a watch leaves the slot ${slot}`);
}

/** A person looks at a plan that waits, thinks for a while, and approves what they saw; any of it may be refused. */
export async function approve(world: World, ticketId: string): Promise<void> {
  const ref = { tracker: 'linear', ticketId } as const;
  const ask = <T>(name: string, body: (deps: Parameters<typeof approvePlan>[0]) => Promise<T>) =>
    invoke(world, { name, timeLimitMs: API_LIMIT_MS }, ({ tracker, ...ports }) =>
      body({ ...ports, trackers: { linear: async () => ({ ...tracker, ...fakeScopeChecker() }) } }),
    );
  const shown = await ask('read-plan', (deps) => readPlan(deps, ref));
  if (shown.kind !== 'done') return checkRefusal(world, shown);
  // From now on the approval counts, whether or not its answer comes through.
  world.deeds.approvals.push({ ticketId, at: world.fakes.clock.now() });
  const { planHash } = shown.value;
  checkRefusal(world, await ask('approve-plan', (deps) => approvePlan(deps, { ...ref, planHash })));
}

/** One request of an admin; it may be refused, or die. */
export async function askAdmin<T>(world: World, name: string, body: (ports: Fakes) => Promise<T>): Promise<Ending<T>> {
  const ending = await invoke(world, { name, timeLimitMs: API_LIMIT_MS }, body);
  checkRefusal(world, ending);
  return ending;
}

/** Refused while a run of the mapping is in flight. */
export async function removeMapping(world: World, mappingId: string): Promise<void> {
  const invocation = { name: 'delete-mapping', timeLimitMs: API_LIMIT_MS };
  checkRefusal(world, await invoke(world, invocation, (ports) => deleteMapping(ports, { mappingId })));
}

/** One delivery of GitHub's webhook; one that is cut off is not sent again. */
export async function receiveWebhook(world: World, delivery: Parameters<typeof receiveDelivery>[1]): Promise<void> {
  const invocation = { name: 'github-webhook', timeLimitMs: API_LIMIT_MS };
  const ending = await invoke(world, invocation, (ports) => receiveDelivery(ports, delivery));
  if (ending.kind === 'failed') checkError(world, ending.error);
}

function checkRefusal(world: World, ending: Ending<unknown>): void {
  if (ending.kind === 'failed' && !(ending.error instanceof AppError)) checkError(world, ending.error);
}

/** Of the runner of the deployment, which is that of every repository. */
const RUNNER_SHA256 = 'c'.repeat(64);

/** What a runner asks of us; each is one invocation of an API function, which may die before it answers. */
export const api = {
  start: (world: World, claims: TokenClaims, execution: StartRequest): Promise<Ending<StartAnswer>> =>
    invoke(world, { name: 'equip-runner', runId: claims.runId, timeLimitMs: API_LIMIT_MS }, (ports) =>
      startRun(
        { ...ports, machines: undefined, hasLocalExecutor: false, runnerSha256: RUNNER_SHA256 },
        {
          claims,
          execution: { ...execution, runnerSha256: RUNNER_SHA256 },
          oidcToken: oidcTokenOf(attested(claims, execution)),
        },
      ),
    ),
  progress: (world: World, claims: TokenClaims, sessionKey: string, progress: Progress) =>
    invoke(world, { name: 'progress', runId: claims.runId, timeLimitMs: API_LIMIT_MS }, (ports) =>
      receiveProgress({ ...ports, githubWebUrl: GITHUB_WEB_URL }, { claims, sessionKey, progress }),
    ),
  result: (world: World, claims: TokenClaims, sessionKey: string, report: RunReport) =>
    invoke(world, { name: 'result', runId: claims.runId, timeLimitMs: API_LIMIT_MS }, (ports) =>
      receiveResult({ ...ports, githubWebUrl: GITHUB_WEB_URL }, { claims, sessionKey, report }),
    ),
};

function attested({ phase }: TokenClaims, { workflowRunId, runAttempt }: StartRequest) {
  const file = workflowRefOf(phase);
  return aWorkflowClaims({
    ...{ run_id: workflowRunId, run_attempt: String(runAttempt) },
    ...{ workflow_ref: file, job_workflow_ref: file },
  });
}

/** A consumer may fail on an outage, which is repeated, and a poll where it may not list; everything else is a defect. */
function checkError(world: World, error: unknown): void {
  if (error instanceof Error && error.name === 'ServiceUnavailable') return;
  if (error instanceof AggregateError && error.errors.every(isRefusalToList)) return;
  world.monitor.violate(`unforeseen: ${brief(error)}`);
}

function isRefusalToList(error: unknown): boolean {
  return error instanceof ServiceRefusal && error.message.includes(': marked was refused');
}
