import type { RunContext, RunReport } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { QUEUE_LIMIT_MS } from '../../shared/domain/run.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import type { TokenClaims } from '../../shared/ports/run-tokens.ts';
import { aPlanReport } from '../builders/a-report.ts';
import type { FakeExecutor } from '../fakes/fake-executor.ts';
import { api, GITHUB_WEB_URL } from './functions.ts';
import { usageOf } from './money.ts';
import type { Random } from './random.ts';
import { bookAnswers, followUpReport } from './reviews/follow-up-runs.ts';
import { shaOf } from './reviews/reviewers.ts';
import { pushTo } from './reviews/reviews.ts';
import type { Actor, Ending } from './scheduler.ts';
import type { World } from './world.ts';

/** How an execution fares; drawn when it is created. */
const FATES = {
  succeeds: 3,
  'fails by substance': 2,
  'fails by infrastructure': 1.5,
  'dies silently': 1,
  'dies after the pull request': 0.5,
  'hangs for ever': 0.5,
  'reports late': 1,
  'reports twice': 1,
  'contradicts itself': 0.5,
  'never starts': 0.08,
};
type Fate = keyof typeof FATES;
type FakeExecution = FakeExecutor['executions'][number];
const TRIES = 4;
/** Failures of a run of which nobody heard for too long. */
const WORDS_OF_SILENCE: readonly string[] = ['fell_silent', 'ran_too_long', 'queued_too_long'];

interface Session {
  world: World;
  actor: Actor;
  execution: FakeExecution;
  claims: TokenClaims;
  fate: Fate;
  sessionKey: string;
  context: RunContext;
}

/** Starts a runner for each execution that has none; `known` keeps those that have one. */
export function startRunners(world: World, known: Set<string>): void {
  const { executions } = world.fakes.executor;
  if (known.size === executions.length) return;
  for (const execution of executions) {
    if (known.has(execution.workflowRunId)) continue;
    known.add(execution.workflowRunId);
    const fate = world.plan.isActive ? world.random.weighted(FATES) : 'succeeds';
    const name = `runner ${execution.workflowRunId}`;
    world.note(name, `is created and ${fate}`);
    void world.scheduler.spawn(name, { isMortal: false }, (actor) => execute(world, actor, execution, fate));
  }
}

async function execute(world: World, actor: Actor, execution: FakeExecution, fate: Fate): Promise<void> {
  const { random, scheduler } = world;
  if (fate === 'never starts') return;
  await scheduler.sleep(actor, queueMs(random));
  if (execution.isCancelled) return;
  execution.state = 'in_progress';
  const session = await passGate(world, actor, execution, fate);
  if (session !== undefined) await work(session);
  if (fate !== 'hangs for ever' || execution.isCancelled) execution.state = 'ended';
  if (random.chance(0.1)) await startByHand(world, actor, execution);
}

/** Mostly seconds, sometimes long enough that a second execution overtakes, once in a while beyond the start limit. */
function queueMs(random: Random): number {
  if (random.chance(0.008)) return 7 * HOUR_MS;
  return random.below(random.chance(0.3) ? 10 * MINUTE_MS : 5 * SECOND_MS);
}

async function passGate(
  world: World,
  actor: Actor,
  execution: FakeExecution,
  fate: Fate,
): Promise<Session | undefined> {
  const { runId, workflowRunId, request } = execution;
  const claims = { runId, phase: request.phase };
  const answer = await repeat(world, actor, () => api.start(world, claims, { workflowRunId, runAttempt: 1 }));
  if (answer?.kind !== 'done') return undefined;
  const { sessionKey, context } = answer.value;
  return { world, actor, execution, claims, fate, sessionKey, context };
}

/** Someone runs it again on the executor: another attempt of the same workflow run must not pass. */
async function startByHand(world: World, actor: Actor, { runId, workflowRunId, request }: FakeExecution) {
  await world.scheduler.sleep(actor, world.random.below(5 * MINUTE_MS));
  const claims = { runId, phase: request.phase };
  await repeat(world, actor, () => api.start(world, claims, { workflowRunId, runAttempt: 2 }));
}

async function work(session: Session): Promise<void> {
  const { world, actor, execution, fate } = session;
  if (world.plan.isActive && world.random.chance(world.plan.jobWaits)) await waitForMachine(session);
  await sendHeartbeats(session);
  if (execution.isCancelled) return;
  if (fate === 'dies silently' || fate === 'hangs for ever') return;
  if (fate === 'reports late') await world.scheduler.sleep(actor, 12 * MINUTE_MS + world.random.below(HOUR_MS));
  if (world.random.chance(0.2)) await takeNewKey(session);
  const isAnnounced = fate === 'dies after the pull request' || world.random.chance(0.3);
  if (isAnnounced && session.claims.phase !== 'planning') await announcePullRequest(session);
  if (fate !== 'dies after the pull request') await reportResult(session);
}

async function sendHeartbeats({ world, actor, execution, claims, sessionKey }: Session): Promise<void> {
  const beats = 1 + world.random.below(4);
  for (let beat = 1; beat <= beats; beat += 1) {
    await world.scheduler.sleep(actor, MINUTE_MS);
    if (execution.isCancelled) return;
    await api.progress(world, claims, sessionKey, { type: 'heartbeat' });
  }
}

/** Its next job waits for a machine: no job is in progress, and nobody can send a sign of life. */
async function waitForMachine({ world, actor, execution, claims }: Session): Promise<void> {
  const { random, fakes, deeds, monitor } = world;
  const waitsMs = random.below(random.chance(0.2) ? QUEUE_LIMIT_MS + 4 * HOUR_MS : 8 * HOUR_MS);
  world.note(actor.name, `waits for a machine for ${Math.round(waitsMs / MINUTE_MS)} minutes`);
  execution.job = 'waits';
  await world.scheduler.sleep(actor, waitsMs);
  execution.job = { startedAt: fakes.clock.now() };
  const failure = (await fakes.runs.read(claims.runId))?.failure;
  if (waitsMs < QUEUE_LIMIT_MS && WORDS_OF_SILENCE.includes(failure?.code ?? '') && !deeds.untold.has(claims.runId))
    monitor.violate(`${claims.runId} was given up while it waited for a machine (${failure?.code})`);
}

/** The publishing job calls start again; the older key is worthless from then on. */
async function takeNewKey(session: Session): Promise<void> {
  const { world, actor, execution, fate } = session;
  session.sessionKey = (await passGate(world, actor, execution, fate))?.sessionKey ?? session.sessionKey;
}

async function announcePullRequest(session: Session): Promise<void> {
  const { world, actor, claims, sessionKey } = session;
  const prUrl = pullRequestOf(session);
  const answer = await repeat(world, actor, () =>
    api.progress(world, claims, sessionKey, { type: 'pull_request_opened', prUrl }),
  );
  if (answer?.kind === 'done') world.monitor.announce(claims.runId, prUrl);
}

async function reportResult(session: Session): Promise<void> {
  const { world, actor, claims, fate, sessionKey } = session;
  const report = reportOf(session);
  const send = () => api.result(world, claims, sessionKey, report);
  const answer = await repeat(world, actor, send);
  if (answer?.kind === 'done') noteAccepted(session, report, answer.value.status);
  if (fate === 'reports twice') await send();
  if (fate !== 'contradicts itself' || answer?.kind !== 'done') return;
  const other: RunReport = { ...report, failureReason: 'something else' };
  const second = await api.result(world, claims, sessionKey, other);
  if (second.kind === 'done') world.monitor.violate(`${claims.runId} was allowed two results`);
}

function noteAccepted({ world, claims: { runId }, context }: Session, report: RunReport, status: string): void {
  const isLate = status === 'late';
  world.monitor.accept(runId, { report, isLate: status !== 'accepted' });
  if (world.reviews !== undefined && !isLate) bookAnswers(world, world.reviews, { runId, context, report });
}

function reportOf(session: Session): RunReport {
  const { claims, fate } = session;
  const base = { phase: claims.phase, comments: [], ...usageOf(session.world, session.context.caps.budgetUsd) };
  if (fate === 'fails by substance')
    return { ...base, outcome: 'failure', failureKind: 'substance', failureReason: 'the checks failed' };
  if (fate === 'fails by infrastructure')
    return { ...base, outcome: 'failure', failureKind: 'infrastructure', failureReason: 'the machine was lost' };
  if (claims.phase === 'planning') return { ...aPlanReport(`the plan of ${claims.runId}`), usage: base.usage };
  const { world, context } = session;
  const answers = world.reviews === undefined ? {} : followUpReport(world, world.reviews, context);
  return { ...base, ...answers, outcome: 'success', prUrl: pullRequestOf(session) };
}

/** Open on GitHub from now on. */
function pullRequestOf({ world, context, execution }: Session): string {
  const { owner, repo, branch: head, followUp } = context;
  const number = followUp?.pullNumber ?? Number(execution.workflowRunId);
  const { reviews, fakes } = world;
  if (reviews !== undefined && !reviews.pulls.has(number))
    pushTo(reviews, { owner, repo, number, head }, { sha: shaOf(world), at: fakes.clock.now() });
  return `${GITHUB_WEB_URL}/${owner}/${repo}/pull/${number}`;
}

/** Repeats a request that got no answer or a 500; a refusal is an answer. */
async function repeat<T>(
  world: World,
  actor: Actor,
  request: () => Promise<Ending<T>>,
): Promise<Ending<T> | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const ending = await request();
    if (ending.kind === 'done') return ending;
    if (ending.kind === 'failed') {
      if (!(ending.error instanceof AppError)) world.monitor.violate(`unforeseen: ${String(ending.error)}`);
      return ending;
    }
    await world.scheduler.sleep(actor, 10 * SECOND_MS);
  }
  return undefined;
}
