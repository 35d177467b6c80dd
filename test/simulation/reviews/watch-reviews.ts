import type { Candidate } from '../../../shared/contract/events.ts';
import type { FindingRecord } from '../../../shared/domain/follow-ups/finding.ts';
import { type PullRequestId, pullRequestName } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { isLive, type Run } from '../../../shared/domain/run.ts';
import { elapsedMs, MINUTE_MS } from '../../../shared/domain/time.ts';
import type { StartOutcome } from '../../../shared/ports/run-store.ts';
import type { Actor } from '../scheduler.ts';
import type { Call, Watch } from '../watch.ts';
import type { World } from '../world.ts';
import { throughHostFaults } from './host-faults.ts';
import type { Reviews } from './reviews.ts';

/** Of one pull request within a minute, however much is said on it. */
const MOST_READS = 3;
const READS = new Set(['read', 'feedback', 'mayWrite', 'comment']);

export function watchReviews(world: World, reviews: Reviews): Watch {
  return {
    before: (call) => watchBefore(world, reviews, call),
    after: (call, answer) => watchAfter(world, reviews, call, answer),
    throughFaults: (call, effect) => throughHostFaults(world, reviews, call, effect),
  };
}

/** What may not happen on the way, looked at from outside: to be called ahead of each effect. */
function watchBefore(world: World, reviews: Reviews, call: Call): void {
  const { port, method, args, actor } = call;
  const isOfDispatch = actor.name.startsWith('dispatch-run');
  if (port === 'host' && READS.has(method) && !isOfDispatch) countRead(world, reviews, actor, args[0] as PullRequestId);
  // Whoever offers a follow-up counts the read that comes before its dispatch, whenever that is.
  const { pull } = port === 'candidates' && method === 'offer' ? (args[0] as Candidate) : {};
  if (pull !== undefined) countRead(world, reviews, actor, pull);
  if (port === 'executor' && method === 'dispatch') checkDispatch(world, reviews, call);
}

/** To be called after each effect, before anything else happens. */
async function watchAfter(world: World, reviews: Reviews, call: Call, answer: unknown): Promise<void> {
  const { port, method, args } = call;
  if (port === 'runs' && method === 'start') await checkStart(world, reviews, answer as StartOutcome);
  if (port === 'pullRequests' && method === 'writeFinding') checkFinding(world, reviews, args[0] as FindingRecord);
}

function countRead({ fakes, monitor, plan }: World, { reads }: Reviews, actor: Actor, { number }: PullRequestId): void {
  const at = fakes.clock.now();
  const before = (reads.get(number) ?? []).filter((read) => elapsedMs(read.at, at) < MINUTE_MS);
  const within = [...before, { at, actor }];
  reads.set(number, within);
  // Consumers that overtake each other do not see what the other reads.
  if (within.length > MOST_READS && !plan.isGroupLoose)
    monitor.violate(`#${number} is read ${within.length} times within a minute`);
}

/** An invocation that begins after the merge has to ask before it dispatches. */
function checkDispatch({ monitor }: World, { pulls }: Reviews, { actor, args }: Call): void {
  const { runId, followUp } = args[0] as Run;
  const mergedAfter = pulls.get(followUp?.pullNumber ?? 0)?.mergedAfter;
  const invocation = Number(actor.name.split('#')[1]);
  if (mergedAfter !== undefined && invocation > mergedAfter)
    monitor.violate(`${runId} is dispatched for #${followUp?.pullNumber}, which was merged`);
}

/** A run passes the gate: nobody else works on its pull request, and it was given what people said, each thing once. */
async function checkStart(world: World, reviews: Reviews, answer: StartOutcome): Promise<void> {
  if (answer.outcome !== 'started' || answer.run.followUp === undefined) return;
  const { runId, followUp, owner, repo } = answer.run;
  const { fakes, monitor } = world;
  const name = pullRequestName({ owner, repo, number: followUp.pullNumber });
  for (const other of await fakes.runs.open()) {
    if (other.runId !== runId && isLive(other.status) && pullOf(other) === name)
      monitor.violate(`${other.runId} and ${runId} both work on ${name}`);
  }
  const given = (await fakes.runs.readContext({ runId }))?.followUp?.findings ?? [];
  reviews.counts.followUps += 1;
  reviews.counts.given += given.length;
  if (given.length === 0) monitor.violate(`${runId} was begun, and given nothing`);
  for (const { body } of given) checkGiven(world, reviews, { runId, body });
}

function pullOf({ owner, repo, followUp, prUrl }: Run): string {
  const number = followUp?.pullNumber ?? Number(prUrl?.split('/').at(-1) ?? 0);
  return pullRequestName({ owner, repo, number });
}

function checkGiven({ monitor }: World, reviews: Reviews, { runId, body }: { runId: string; body: string }): void {
  const saying = reviews.sayings.get(body);
  if (saying === undefined)
    return void monitor.violate(`${runId} is given what nobody said in their own name: ${body}`);
  if (!saying.isWriter) monitor.violate(`${runId} is given what a stranger said: ${body}`);
  const answered = reviews.answered.get(body);
  if (answered !== undefined && answered.at > saying.newestAt)
    monitor.violate(`${runId} is given what ${answered.runId} has answered: ${body}`);
}

/** What a finding says is what its author said, always the same. */
function checkFinding({ monitor }: World, { sayings }: Reviews, { body, number, source }: FindingRecord): void {
  if (body === '') return;
  const saying = sayings.get(body);
  const isTheirs = saying?.pull === number && saying.author.login === source.login;
  if (!isTheirs) monitor.violate(`a finding of ${source.login} on #${number} says what they did not: ${body}`);
}
