import { describe, expect, it, test } from 'vitest';
import { ADMIN_OPERATIONS, type OperationName } from '../../../shared/contract/admin.ts';
import { NEWEST_STEPS } from '../../../shared/contract/run-views.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aReport } from '../../builders/a-report.ts';
import { aRun } from '../../builders/a-run.ts';
import { aStep } from '../../builders/a-step.ts';
import { type AdminWorld, anAdminWorld, TODAY } from './an-admin-world.ts';

function runId(n: number): string {
  return `01KE6XAAAA${String(n).padStart(16, '0')}`;
}

/** Reserves a run `ago` milliseconds ago, and lets it end ten minutes later if told how. */
async function pastRun(
  world: AdminWorld,
  n: number,
  ago: number,
  end?: 'succeeded' | 'failed' | 'timed_out' | 'cancelled',
) {
  const reservedAt = plus(world.clock.now(), -ago);
  await world.runs.reserve(aRun({ runId: runId(n), reservedAt, ticketKey: `ENG-${n}`, ticketId: `ticket-${n}` }));
  if (end !== undefined) await world.runs.end(runId(n), { status: end, at: plus(reservedAt, 10 * MINUTE_MS) });
}

/** Answers are strict schemas: a field that is not named there fails here. */
function isAsContract(name: OperationName, answer: unknown) {
  expect(ADMIN_OPERATIONS[name].answer.safeParse(JSON.parse(JSON.stringify(answer))).error).toBeUndefined();
}

describe('the overview', () => {
  it('shows runs in flight with their steps, and no run that is over', async () => {
    const world = anAdminWorld();
    await pastRun(world, 1, HOUR_MS);
    await pastRun(world, 2, HOUR_MS, 'succeeded');
    await world.runs.noteStep(runId(1), aStep({ name: 'Install', message: 'npm ci' }), world.clock.now());
    const overview = await world.operations.readOverview({});
    expect(overview.runs).toMatchObject([{ ticketKey: 'ENG-1', steps: [{ name: 'Install', message: 'npm ci' }] }]);
    expect(overview.recent).toMatchObject([{ ticketKey: 'ENG-2' }]);
    isAsContract('readOverview', overview);
  });

  it('shows limit and holders of each bucket that a mapping has', async () => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping());
    await pastRun(world, 1, HOUR_MS);
    const bucketId = 'linear#ENG';
    await world.buckets.saveLimit({ bucketId, tracker: 'linear', limit: 3 });
    await world.buckets.saveLimit({ bucketId: 'linear#GONE', tracker: 'linear', limit: 3 });
    const at = world.clock.now();
    await world.buckets.claimSlot({
      bucketId,
      ticketId: 'ticket-1',
      runId: runId(1),
      phase: 'implementation',
      at,
      claimId: 'c',
    });
    const holders = [{ ticketId: 'ticket-1', ticketKey: 'ENG-1', runId: runId(1), phase: 'implementation', since: at }];
    expect((await world.operations.readOverview({})).buckets).toEqual([
      { bucketId, title: 'ENG', limit: 3, mappings: ['Backend'], holders },
    ]);
  });

  it('says what was spent today by all mappings together', async () => {
    const world = anAdminWorld();
    for (const n of [1, 2]) {
      const mappingId = `mapping-${n}`;
      await world.mappings.save(aMapping({ mappingId, teamKey: `T${n}` }));
      const of = { of: 'day', mappingId, day: TODAY } as const;
      const reservation = { usd: 5, mappingId, day: TODAY };
      await world.spending.reserve(of, { runId: runId(n), reservation, limitUsd: undefined });
      await world.spending.settle(of, runId(n), { usd: n / 10, isFinal: true });
    }
    expect((await world.operations.readOverview({})).spentTodayUsd).toBe(0.3);
  });

  it('names suspended mappings, polls that fail and dead letters', async () => {
    const world = anAdminWorld();
    const at = world.clock.now();
    await world.mappings.save(aMapping({ suspended: { reason: 'no workflow', at } }));
    await world.settings.writePollState({ tracker: 'linear', failuresInARow: 2, lastError: 'answers 503' });
    await world.lifecycle.send({ type: 'RunReported', tracker: 'linear', ticketId: 'ticket-1', runId: runId(1) });
    world.lifecycle.bury();
    const overview = await world.operations.readOverview({});
    expect(overview).toMatchObject({
      suspended: [{ name: 'Backend', reason: 'no workflow', at }],
      polls: [{ tracker: 'linear', failuresInARow: 2, lastError: 'answers 503' }],
      deadLetters: { candidates: 0, lifecycle: 1 },
    });
    isAsContract('readOverview', overview);
  });
});

test('the last poll is the newest that went well, also where it changed nothing of the state', async () => {
  const world = anAdminWorld();
  const at = world.clock.now();
  await world.settings.writePollState({ tracker: 'linear', failuresInARow: 0, lastSucceededAt: at });
  await world.settings.writePollState({ tracker: 'jira', failuresInARow: 0, lastSucceededAt: at });
  await world.settings.releaseLease('poll', { linear: plus(at, 14 * MINUTE_MS) });

  const { polls } = await world.operations.readOverview({});

  expect(polls).toMatchObject([{ lastSucceededAt: plus(at, 14 * MINUTE_MS) }, { lastSucceededAt: at }]);
});

test('the overview says how far polls have come where more is marked than one reads', async () => {
  const world = anAdminWorld();
  const at = world.clock.now();
  const round = { reach: 'all', after: 'a-place', beganAt: at, tickets: 750 } as const;
  await world.settings.writePollState({ tracker: 'linear', failuresInARow: 0, lookedAt: at, restsUntil: at, round });
  const overview = await world.operations.readOverview({});

  expect(overview.polls).toEqual([{ tracker: 'linear', failuresInARow: 0, round: { beganAt: at, tickets: 750 } }]);
  isAsContract('readOverview', overview);
});

test('the overview says how webhooks fare that ever delivered', async () => {
  const world = anAdminWorld();
  const at = world.clock.now();
  await world.settings.noteDelivery('jira', at);
  await world.settings.noteMissed('jira', 2, at);
  const overview = await world.operations.readOverview({});

  expect(overview).toMatchObject({ webhooks: [{ source: 'jira', deliveredAt: at, missed: 2, missedAt: at }] });
  isAsContract('readOverview', overview);
});

describe('a run with many steps', () => {
  it('shows its newest steps in the overview, which tells how many came before, and all of them on its page', async () => {
    const world = anAdminWorld();
    await pastRun(world, 1, HOUR_MS);
    for (let n = 0; n < NEWEST_STEPS + 2; n += 1) {
      const startedAt = plus('2026-01-05T08:00:00.000Z', n * MINUTE_MS);
      await world.runs.noteStep(runId(1), aStep({ stepId: `s${n}`, startedAt }), startedAt);
    }
    const overview = await world.operations.readOverview({});
    expect(overview.runs[0]?.steps.map(({ stepId }) => stepId)).toEqual(['s2', 's3', 's4', 's5', 's6']);
    expect(overview.runs[0]?.earlierSteps).toBe(2);
    isAsContract('readOverview', overview);
    expect((await world.operations.readRun({ params: { runId: runId(1) } })).steps).toHaveLength(NEWEST_STEPS + 2);
  });
});

describe('runs', () => {
  it('tell their steps, their report and their cost, and keep their session key to themselves', async () => {
    const world = anAdminWorld();
    const run = aRun({ sessionKeyHash: 'canary-of-the-session-key' });
    await world.runs.reserve(run);
    await world.runs.noteStep(run.runId, aStep(), world.clock.now());
    const { usage } = aReport();
    await world.runs.putReport(run.runId, { report: aReport(), receivedAt: world.clock.now() });
    await world.runs.end(run.runId, { status: 'succeeded', at: world.clock.now(), usage });
    const detail = await world.operations.readRun({ params: { runId: run.runId } });
    expect(detail).toMatchObject({
      steps: [{ stepId: 'implement-1' }],
      report: { outcome: 'success' },
      costUsd: 0.42,
      usage,
    });
    isAsContract('readRun', detail);
    expect(JSON.stringify(detail)).not.toContain('canary');
  });

  it('that do not exist are unknown', async () => {
    const reading = anAdminWorld().operations.readRun({ params: { runId: runId(9) } });
    await expect(reading).rejects.toMatchObject({ code: 'unknown_run' });
  });
});
