import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../shared/contract/admin.ts';
import { REFUSED_CREDENTIAL } from '../../../shared/contract/refused-credential.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { anAdminWorld, TODAY } from './an-admin-world.ts';

const waiting = { detail: 'why', priority: 1, createdAt: '2026-01-05T08:00:00.000Z' };
const { mappingId } = aMapping();

/** What the overview says of tickets with these records. */
async function overviewOf(...records: Partial<TicketRecord>[]) {
  const world = anAdminWorld();
  await world.mappings.save(aMapping());
  for (const [n, record] of records.entries()) {
    const updatedAt = plus(world.clock.now(), -n * MINUTE_MS);
    await world.tickets.write(aTicketRecord({ ticketId: `ticket-${n}`, key: `ENG-${n}`, updatedAt, ...record }));
  }
  const overview = await world.operations.readOverview({});
  expect(ADMIN_OPERATIONS.readOverview.answer.safeParse(JSON.parse(JSON.stringify(overview))).error).toBeUndefined();
  return { world, overview };
}

describe('the desk', () => {
  it.each<[string, Partial<TicketRecord>]>([
    ['awaiting_approval', { status: 'awaiting_approval' }],
    ['failed', { status: 'implementation_failed' }],
    ['parked', { status: 'parked' }],
    ['no_mapping', { waiting: { ...waiting, reason: 'no_mapping' } }],
    ['ambiguous_mapping', { waiting: { ...waiting, reason: 'ambiguous_mapping' } }],
  ])('holds a ticket for which only a person can do something: %s', async (reason, record) => {
    const { overview } = await overviewOf(record);
    expect(overview).toMatchObject({ wanting: [{ key: 'ENG-0', reason }], wantingCount: 1 });
  });

  it.each<[string, Partial<TicketRecord>]>([
    ['waits for a slot', { waiting: { ...waiting, reason: 'at_capacity' } }],
    ['was cancelled by a person', { status: 'cancelled' }],
    ['is of a paused mapping', { waiting: { ...waiting, reason: 'paused' } }],
    [
      'runs again by itself',
      {
        status: 'implementing',
        next: {
          runId: 'n',
          phase: 'implementation',
          mappingId,
          bucketId: 'b',
          attempt: 2,
          notBefore: waiting.createdAt,
        },
      },
    ],
    ['is in review', { status: 'pr_ready' }],
  ])('leaves out a ticket that %s', async (_, record) => {
    expect((await overviewOf(record)).overview).toMatchObject({ wanting: [], wantingCount: 0 });
  });

  it('holds a ticket whose own budget is spent, and leaves the budget of a day to its mapping', async () => {
    const spent = (of: 'ticket' | 'day') => ({
      waiting: { ...waiting, reason: 'budget_spent' as const, mappingId, budget: { of, limitUsd: 1, day: TODAY } },
    });
    const { overview } = await overviewOf(spent('ticket'), spent('day'));
    expect(overview.wanting.map(({ key }) => key)).toEqual(['ENG-0']);
  });

  it('shows those that wait longest, and how many there are', async () => {
    const { overview } = await overviewOf(...Array.from({ length: 60 }, () => ({ status: 'parked' as const })));
    expect(overview.wantingCount).toBe(60);
    expect(overview.wanting).toHaveLength(50);
    expect(overview.wanting[0]?.key).toBe('ENG-59');
  });

  it('tells a credential that is refused from an outage', async () => {
    const { world } = await overviewOf();
    await world.settings.writePollState({ tracker: 'linear', failuresInARow: 2, lastError: 'answers 503' });
    await world.settings.writePollState({ tracker: 'jira', failuresInARow: 2, lastError: REFUSED_CREDENTIAL.jira });
    const { polls } = await world.operations.readOverview({});
    expect(polls.map(({ tracker, isRefused = false }) => ({ tracker, isRefused }))).toEqual([
      { tracker: 'linear', isRefused: false },
      { tracker: 'jira', isRefused: true },
    ]);
  });
});
