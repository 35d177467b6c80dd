import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../shared/contract/admin.ts';
import type { Run } from '../../../shared/domain/run.ts';
import type { TicketStatus } from '../../../shared/domain/ticket-record.ts';
import { DAY_MS, HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { type AdminWorld, anAdminWorld, TODAY } from './an-admin-world.ts';

/** A run that cost so much, and what became of its ticket. */
async function aSpending(
  world: AdminWorld,
  n: number,
  usd: number,
  of: { end?: 'succeeded' | 'cancelled'; code?: string; ticket?: TicketStatus; ago?: number },
) {
  const { end = 'succeeded', code, ticket, ago = HOUR_MS } = of;
  const runId = `01KE6XAAAA${String(n).padStart(16, '0')}`;
  const run: Partial<Run> = {
    runId,
    ticketId: `ticket-${n}`,
    status: 'running',
    reservedAt: plus(world.clock.now(), -ago),
  };
  await world.runs.reserve(aRun(run));
  const usage = { turns: 1, inputTokens: 1, outputTokens: 1, costUsd: usd };
  const failure = code === undefined ? undefined : { kind: 'substance' as const, code, reason: 'no' };
  await world.runs.end(runId, { status: code === undefined ? end : 'failed', at: world.clock.now(), usage, failure });
  if (ticket !== undefined) await world.tickets.write(aTicketRecord({ ticketId: `ticket-${n}`, status: ticket }));
}

const read = (world: AdminWorld, days?: number) =>
  world.operations.readSpend({ query: days === undefined ? {} : { days } });

describe('what was spent', () => {
  it('is told by what became of it, each run once', async () => {
    const world = anAdminWorld();
    await aSpending(world, 1, 1, { ticket: 'merged' });
    await aSpending(world, 2, 2, { ticket: 'merged', code: 'tests_failed' });
    await aSpending(world, 3, 4, { ticket: 'pr_ready' });
    await aSpending(world, 4, 8, { ticket: 'closed' });
    await aSpending(world, 5, 16, { ticket: 'parked' });
    await aSpending(world, 6, 32, { ticket: 'cancelled', end: 'cancelled' });
    await aSpending(world, 7, 64, { ticket: 'merged' });
    const report = await read(world);
    expect(report.fates).toEqual([
      { fate: 'merged', usd: 65, runs: 2 },
      { fate: 'thrown_away', cause: 'cancelled', usd: 32, runs: 1 },
      { fate: 'thrown_away', cause: 'given_up', usd: 16, runs: 1 },
      { fate: 'thrown_away', cause: 'closed', usd: 8, runs: 1 },
      { fate: 'open', usd: 4, runs: 1 },
      { fate: 'thrown_away', cause: 'tests_failed', usd: 2, runs: 1 },
    ]);
    expect(report.fates.reduce((sum, { usd }) => sum + usd, 0)).toBe(127);
    expect(ADMIN_OPERATIONS.readSpend.answer.safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
  });

  it('is of the days that are asked for', async () => {
    const world = anAdminWorld();
    const mapping = aMapping();
    await world.mappings.save(mapping);
    await aSpending(world, 1, 1, { ticket: 'merged' });
    await aSpending(world, 2, 2, { ticket: 'merged', ago: 3 * DAY_MS });
    const of = { of: 'day', mappingId: mapping.mappingId, day: TODAY } as const;
    const reservation = { usd: 5, mappingId: mapping.mappingId, day: TODAY };
    await world.spending.reserve(of, { runId: 'r', reservation, limitUsd: undefined });
    await world.spending.settle(of, 'r', { usd: 1, isFinal: true });
    expect(await read(world, 1)).toMatchObject({ from: TODAY, runs: 1, fates: [{ usd: 1 }] });
    const week = await read(world, 7);
    expect(week).toMatchObject({ from: '2025-12-30', runs: 2, isCut: false, fates: [{ usd: 3 }] });
    expect(week.mappings).toMatchObject([{ name: 'Backend', days: [{ day: TODAY, spentUsd: 1 }] }]);
  });

  it('says so where there are more runs than it looks at', async () => {
    const world = anAdminWorld();
    const { startedOn } = world.runs;
    const over = aRun({ status: 'succeeded' });
    world.runs.startedOn = async (day, page) =>
      day === TODAY ? Array.from({ length: page?.limit ?? 0 }, () => over) : startedOn(day, page);
    expect(await read(world)).toMatchObject({ runs: 2000, isCut: true });
  });
});
