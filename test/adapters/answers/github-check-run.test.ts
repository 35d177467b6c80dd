import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRun } from '../../../functions/advance-run/check-run.ts';
import { dispatchRun } from '../../../functions/dispatch-run/dispatch-run.ts';
import { githubExecutor } from '../../../shared/adapters/github/github-executor.ts';
import { LAST_LOOKUP_MS, START_LIMIT_MS } from '../../../shared/domain/run.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorld, BUCKET, type World } from '../../functions/world.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import type { Outcome } from './broken-answers.ts';
import { CHECK_QUESTIONS, type GitHubQuestion } from './github-questions.ts';
import { cellsOf } from './github-words.ts';

// What becomes of a run that is looked at, by each answer of GitHub's to each question of the look.

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const { runId } = aCandidate();
const ORDER = /^POST .*\/dispatches$/;
const CANCEL = /^POST .*\/cancel$/;

/** A run of GitHub's that is ordered; with a lost answer it stands there, and we do not know it. */
async function ordered(isAnswered: boolean, isStarted = false) {
  github.recover();
  if (!isAnswered) github.answer(ORDER, 'cut body');
  const world = await aWorld();
  const executor = githubExecutor(github.settings(() => Date.parse(world.clock.now())));
  await dispatchRun({ ...world.dispatch, executor }, aCandidate());
  const { workflowRunId = '' } = (await world.runs.read(runId)) ?? {};
  const start = { workflowRunId, runAttempt: 1, sessionKeyHash: 'hash', at: world.clock.now() };
  if (isStarted) await world.runs.start(runId, start);
  return { world, look: () => checkRun({ ...world.advance, executor }, runId) };
}

/** What stands of it afterwards. */
async function standing(world: World) {
  const run = await world.runs.read(runId);
  const slots = (await world.buckets.read(BUCKET))?.slots ?? {};
  const now = world.clock.now();
  const next = world.timers.waiting().find(({ kind, dueAt }) => kind === 'check-run' && dueAt > now);
  const mapping = await world.mappings.read(aMapping().mappingId);
  return {
    ...{ status: run?.status, isBound: run?.workflowRunId !== undefined, allowed: run?.dispatchesAllowed },
    isQueued: run?.queuedSince !== undefined,
    isSuspended: mapping?.suspended !== undefined,
    isSlotHeld: slots[aTicket().ticketId]?.runId === runId,
    /** It goes to dispatch-run again. */
    isOffered: world.candidates.waiting().some((candidate) => candidate.runId === runId),
    /** How soon it is looked at again. */
    againInMs: next === undefined ? undefined : Date.parse(next.dueAt) - Date.parse(now),
  };
}
type Standing = Partial<Awaited<ReturnType<typeof standing>>>;

interface Question extends GitHubQuestion {
  isAnswered: boolean;
  /** Whether it passed the gate, and was not heard of since. */
  isStarted?: boolean;
  /** After the order. */
  afterMs: number;
  ends: Partial<Record<Outcome, Standing>>;
}
const SOON_MS = expect.toSatisfy((ms) => ms > 0 && ms <= MINUTE_MS);
const QUESTIONS: Question[] = [
  {
    ...{ ...CHECK_QUESTIONS.find, isAnswered: false, afterMs: LAST_LOOKUP_MS },
    ends: {
      value: { status: 'dispatched', isBound: true, isSlotHeld: true, isOffered: false, allowed: 1 },
      gone: { status: 'reserved', isBound: false, isSlotHeld: true, isOffered: true, allowed: 2 },
      // Whoever orders it again is told, and ends it.
      'refused(mapping)': { status: 'reserved', isBound: false, isSlotHeld: true, isOffered: true, allowed: 2 },
      deferred: {
        ...{ status: 'reserved', isBound: false, isSlotHeld: true, isOffered: false, allowed: 1 },
        againInMs: SOON_MS,
      },
    },
  },
  {
    ...{ ...CHECK_QUESTIONS.state, isAnswered: true, afterMs: 6 * MINUTE_MS },
    ends: {
      value: { status: 'dispatched', isSlotHeld: true, againInMs: 4 * MINUTE_MS },
      gone: { status: 'failed', isSlotHeld: false, againInMs: undefined },
      'refused(mapping)': { status: 'failed', isSuspended: true, isSlotHeld: false, againInMs: undefined },
      deferred: { status: 'dispatched', isSlotHeld: true, againInMs: SOON_MS },
    },
  },
  {
    ...{ ...CHECK_QUESTIONS.job, isAnswered: true, isStarted: true, afterMs: 6 * MINUTE_MS },
    ends: {
      value: { status: 'running', isQueued: true, isSlotHeld: true },
      gone: { status: 'running', isQueued: true, isSlotHeld: true },
      'refused(mapping)': { status: 'failed', isSuspended: true, isSlotHeld: false },
      deferred: { status: 'running', isQueued: false, isSlotHeld: true, againInMs: SOON_MS },
    },
  },
  {
    ...{ ...CHECK_QUESTIONS.cancel, isAnswered: true, afterMs: START_LIMIT_MS },
    ends: {
      value: { status: 'timed_out', isSlotHeld: false, againInMs: undefined },
      'refused(mapping)': { status: 'timed_out', isSlotHeld: false, againInMs: undefined },
      deferred: { status: 'timed_out', isSlotHeld: false, againInMs: SOON_MS },
    },
  },
];

/** Stopping is accepted, in the words that are documented. */
const ACCEPTED = { status: 202, headers: { 'content-type': 'application/json' }, body: '{}' };
const accepted = (request: string) => (CANCEL.test(request) ? ACCEPTED : undefined);

describe.each(QUESTIONS)('where GitHub is asked $what', ({ asked, isAnswered, isStarted, afterMs, table, ends }) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, look } = await ordered(isAnswered, isStarted);
    world.clock.advance(afterMs);
    const answered = github.answer(asked, name, accepted);
    await look();

    expect(answered()).toBeGreaterThan(0);
    expect(await standing(world)).toMatchObject({ isSuspended: false, ...(ends[outcome] ?? expect.unreachable()) });
  });

  test("GitHub's own answer is believed", async () => {
    const { world, look } = await ordered(isAnswered, isStarted);
    world.clock.advance(afterMs);
    github.recover();
    await look();

    expect(await standing(world)).toMatchObject({ isSuspended: false, ...(ends.value ?? expect.unreachable()) });
  });
});

test('an execution that could not be stopped is stopped by the next look', async () => {
  const { world, look } = await ordered(true);
  world.clock.advance(START_LIMIT_MS);
  github.answer(CANCEL, 'HTML 404');
  await look();
  github.recover();
  world.clock.advance(MINUTE_MS);
  await look();

  const run = await world.runs.read(runId);
  const execution = github.simulator.runs().find(({ id }) => String(id) === run?.workflowRunId);
  expect(execution?.status).toBe('completed');
  expect(plus(run?.endedAt ?? '', MINUTE_MS)).toBe(world.clock.now());
});
