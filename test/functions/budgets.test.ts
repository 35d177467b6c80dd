import { expect, test } from 'vitest';
import { listSpending } from '../../functions/admin/spending/list-spending.ts';
import { raiseDayBudget, raiseTicketBudget } from '../../functions/admin/spending/raise-budget.ts';
import { readTicketSpending } from '../../functions/admin/spending/read-ticket-spending.ts';
import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { receiveResult } from '../../functions/runner-callback/receive-result.ts';
import type { Usage } from '../../shared/domain/run.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import { aMapping, type MappingFields } from '../builders/a-mapping.ts';
import { aReport } from '../builders/a-report.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { atWork } from './at-work.ts';
import { days } from './days.ts';
import { aWorld, type World } from './world.ts';

const { mappingId } = aMapping();
const TODAY = '2026-01-05';
const refOf = (n: number) => ({ tracker: 'linear', ticketId: `t-${n}` }) as const;
const TICKETS = [1, 2, 3].map((n) =>
  aTicket({ ticketId: `t-${n}`, key: `ENG-${n}`, title: `Ticket ${n}`, priority: n }),
);
const ticketSpending = (world: World, n: number) => world.spending.read({ of: 'ticket', ...refOf(n) });
const daySpending = (world: World, day = TODAY) => world.spending.read({ of: 'day', mappingId, day });
const statusOf = async (world: World, n: number) => (await world.tickets.read(refOf(n)))?.status;
const says = (world: World, n: number) =>
  world.tracker.commentsOn(`t-${n}`).filter(({ body }) => body.startsWith('💸'));
const remark = async (world: World, n: number) => {
  const ticket = (await world.tracker.read(`t-${n}`)) ?? expect.unreachable();
  world.tracker.put({ ...ticket, markers: ['trigger'] });
};

/** Whatever runs say that they cost is said otherwise. */
function saying({ runs }: World, said: (usage: Usage | undefined) => Usage | undefined): void {
  const { putReport } = runs;
  runs.putReport = (runId, { report, ...stored }) =>
    putReport(runId, { ...stored, report: { ...report, usage: said(report.usage) } });
}

const asNotional = (usage: Usage | undefined) => usage && { ...usage, isNotional: true };

/** One ticket after the other; each implementation costs 0.42, and may cost what a whole day may. */
async function aPoorWorld(mapping: MappingFields = {}) {
  const world = await aWorld({ tickets: TICKETS, mapping: { maxInProgress: 1, budgetUsdPerDay: 0.8, ...mapping } });
  return { world, time: days(world, 'works') };
}

test("a day's budget lets no run begin once it is spent, is told on the ticket and on Blocked, and is raised once", async () => {
  const { world, time } = await aPoorWorld();
  await time.pass(30);

  expect([await statusOf(world, 1), await statusOf(world, 2), await statusOf(world, 3)]).toEqual([
    'pr_ready',
    'pr_ready',
    'ready',
  ]);
  expect(await daySpending(world)).toMatchObject({ committedUsd: 0.84, inFlight: {}, assumed: {} });
  const [said, ...more] = says(world, 3);
  expect(more).toEqual([]);
  expect(said?.body).toContain("Today's budget of 0.80 USD of Backend is used up");
  expect(said?.body).toMatch(/What it went to:\n- 0\.42 USD: \[implementation of ENG-[12]\]/);
  expect(said?.body).toContain('/admin/blocked');
  const { tickets } = await listBlocked({ ...world.advance, ...world });
  expect(tickets).toMatchObject([
    { reason: 'budget_spent', budget: { of: 'day', spentUsd: 0.84, limitUsd: 0.8, isSpent: true } },
  ]);

  const raised = { mappingId, day: TODAY, toUsd: 2 };
  expect(await raiseDayBudget(world, raised)).toMatchObject({ limitUsd: 2, isSpent: false });
  await raiseDayBudget(world, raised);
  await time.pass(5);
  expect(await statusOf(world, 3)).toBe('pr_ready');
  expect((await world.audit.ofDay(TODAY)).filter(({ action }) => action === 'budget_raised')).toHaveLength(1);
});

test('a ticket that a budget holds is offered in vain once, and goes on by itself on the next day', async () => {
  const { world, time } = await aPoorWorld();
  await time.pass(30);
  world.trace.calls.length = 0;
  await time.pass(20);
  expect(world.trace.calls.filter((call) => call === 'buckets.claimSlot')).toEqual([]);

  world.clock.advance(15 * HOUR_MS);
  await time.pass(5);
  expect(await statusOf(world, 3)).toBe('pr_ready');
  expect(await daySpending(world, '2026-01-06')).toMatchObject({ committedUsd: 0.42 });
});

test('what is in flight counts as its cap, so that several at once spend at most one cap beyond', async () => {
  const world = await aWorld({
    tickets: TICKETS,
    mapping: { maxInProgress: 3, budgetUsdPerRun: 1, budgetUsdPerDay: 1.5 },
  });
  const time = days(world, 'silent');
  await time.pass(3);

  expect(world.executor.executions).toHaveLength(2);
  expect(await daySpending(world)).toMatchObject({ committedUsd: 2 });
  expect((await world.tickets.read(refOf(3)))?.waiting).toMatchObject({
    reason: 'budget_spent',
    detail: expect.stringContaining('2 runs in flight'),
  });
});

test('the log says whose budget refused a run, which an alarm counts', async () => {
  const { world, time } = await aPoorWorld();
  await time.pass(30);
  world.clock.advance(HOUR_MS);
  const candidate = aCandidate({ ...refOf(3), mappingId, offeredAt: world.clock.now() });

  expect(await dispatchRun(world.dispatch, candidate)).toBe('refused: budget spent of its day');
});

test("a ticket's budget counts all its runs; one that does not say what it cost counts as its cap", async () => {
  const tickets = TICKETS.slice(0, 1);
  const world = await aWorld({ tickets, mapping: { budgetUsdPerRun: 0.4, budgetUsdPerTicket: 0.5 } });
  saying(world, (usage) => (usage?.costUsd === 0.42 ? usage : undefined));
  const time = days(world, 'fails', 'fails', 'works');
  await time.pass(5);
  expect(await ticketSpending(world, 1)).toMatchObject({ committedUsd: 0.4, inFlight: {} });

  await remark(world, 1);
  await time.pass(5);
  await remark(world, 1);
  await time.pass(10);
  expect(world.executor.executions).toHaveLength(2);
  expect(await ticketSpending(world, 1)).toMatchObject({ committedUsd: 0.8 });
  expect(says(world, 1)[0]?.body).toContain("This ticket's budget of 0.50 USD is used up");
  expect(says(world, 1)[0]?.body).toContain('which it did not tell: its cap');

  await raiseTicketBudget({ ...world }, { ...refOf(1), toUsd: 5 });
  await time.pass(5);
  expect(await statusOf(world, 1)).toBe('pr_ready');
  expect(await readTicketSpending(world, refOf(1))).toMatchObject({ spentUsd: 1.22, runs: [{}, {}, {}] });
});

test('a run that never passed the gate costs nothing', async () => {
  const world = await aWorld({ tickets: TICKETS.slice(0, 1) });
  const time = days(world, 'never starts', 'works');
  await time.pass(40);

  const runs = await world.runs.ofTicket(refOf(1));
  expect(runs.length).toBeGreaterThan(1);
  expect(await ticketSpending(world, 1)).toEqual({ committedUsd: 0.42, inFlight: {}, assumed: {} });
});

test('a run that was given up counts as its cap, until its late report says what it cost', async () => {
  const { world, time, run } = await atWork();
  await time.pass(15);
  const ended = (await world.runs.read(run.runId)) ?? expect.unreachable();
  expect(ended).toMatchObject({ status: 'timed_out' });
  const read = () => world.spending.read({ of: 'day', mappingId, day: TODAY });
  expect((await read())?.assumed).toMatchObject({ [run.runId]: { usd: 10 } });

  const { phase, runId, sessionKeyHash = '' } = ended;
  const sessionKey = sessionKeyHash.replace('hash of ', '');
  const call = {
    claims: { runId, phase },
    sessionKey,
    report: aReport({ usage: { turns: 3, inputTokens: 1, outputTokens: 1, costUsd: 1.5 } }),
  };
  await receiveResult(world.callback, call);
  await receiveResult(world.callback, call);
  await time.pass(5);

  expect(await world.runs.read(runId)).toMatchObject({ status: 'timed_out', usage: { costUsd: 1.5 } });
  const after = await read();
  expect(after?.assumed).toEqual({});
  const runs = await world.runs.ofTicket(run);
  const sum = runs.reduce((total, { usage }) => total + (usage?.costUsd ?? 0), 0);
  expect(after?.committedUsd).toBeCloseTo(sum, 6);
});

test('where a subscription pays, a budget stops runs only if its mapping says so', async () => {
  const lenient = await aPoorWorld({ isSubscription: true });
  saying(lenient.world, asNotional);
  await lenient.time.pass(30);
  expect(await statusOf(lenient.world, 3)).toBe('pr_ready');
  expect(await daySpending(lenient.world)).toMatchObject({ committedUsd: 1.26 });

  const strict = await aPoorWorld({ isSubscription: true, budgetStopsSubscription: true });
  saying(strict.world, asNotional);
  await strict.time.pass(30);
  expect(await statusOf(strict.world, 3)).toBe('ready');
});

test.each([true, false])('whether a subscription pays (%s) is noted from what runs tell', async (isNotional) => {
  const { world, run } = await atWork();
  await world.mappings.noteSubscription(mappingId, !isNotional);
  const usage = { turns: 1, inputTokens: 1, outputTokens: 1, costUsd: 1, ...(isNotional && { isNotional }) };
  await world.runs.putReport(run.runId, {
    report: aReport({ usage }),
    receivedAt: world.clock.now(),
    hash: 'hash',
  } as never);
  await advanceRun(world.advance, {
    type: 'RunReported',
    tracker: run.tracker,
    ticketId: run.ticketId,
    runId: run.runId,
  });

  expect((await world.mappings.read(mappingId))?.isSubscription).toBe(isNotional);
});

test('that most of a day is spent is told once, whatever comes after', async () => {
  const { world, time } = await aPoorWorld({ budgetUsdPerDay: 1, budgetUsdPerRun: 0.5 });
  await time.pass(30);

  const told = (await world.audit.ofDay(TODAY)).filter(({ action }) => action === 'day_budget_nearly_spent');
  expect(told).toMatchObject([{ subject: mappingId, detail: 'Backend, 2026-01-05: 0.84 USD of 1.00 USD' }]);
});

test('costs add up: over runs, tickets and days, as the admin API tells them', async () => {
  const world = await aWorld({ tickets: TICKETS });
  const time = days(world, 'works', 'dies', 'fails', 'never starts', 'works');
  await time.pass(90);

  const tickets = await Promise.all([1, 2, 3].map((n) => readTicketSpending(world, refOf(n))));
  const runs = tickets.flatMap((ticket) => ticket.runs.map(({ costUsd = 0 }) => costUsd));
  const ofRuns = runs.reduce((sum, usd) => sum + usd, 0);
  const ofTickets = tickets.reduce((sum, { spentUsd }) => sum + spentUsd, 0);
  const { mappings } = await listSpending(world, {});
  const ofDays = mappings
    .flatMap((mapping) => mapping.days.map(({ spentUsd }) => spentUsd))
    .reduce((sum, usd) => sum + usd, 0);
  expect(ofRuns).toBeGreaterThan(10);
  expect(ofTickets).toBeCloseTo(ofRuns, 6);
  expect(ofDays).toBeCloseTo(ofRuns, 6);
});

test('nothing is raised of what was never counted, and nothing is lowered', async () => {
  const { world, time } = await aPoorWorld();
  await expect(raiseDayBudget(world, { mappingId, day: TODAY, toUsd: 2 })).rejects.toThrow('nothing was counted');
  await time.pass(10);
  expect(await raiseDayBudget(world, { mappingId, day: TODAY, toUsd: 0.5 })).toMatchObject({ limitUsd: 0.8 });
  await expect(raiseTicketBudget(world, { tracker: 'linear', ticketId: 'unknown', toUsd: 5 })).rejects.toThrow(
    'no record',
  );
});
