import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS, type OperationName } from '../../../shared/contract/admin.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { anAdminWorld } from './an-admin-world.ts';

const { mappingId } = aMapping();
const bucketId = 'linear#ENG';
const isAsContract = (name: OperationName, answer: unknown) =>
  expect(ADMIN_OPERATIONS[name].answer.safeParse(JSON.parse(JSON.stringify(answer))).error).toBeUndefined();

describe('the health of a deployment', () => {
  it('is what the doctor says of the work that goes on', async () => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping());
    const at = world.clock.now();
    await world.settings.writePollState({
      tracker: 'linear',
      failuresInARow: 0,
      lastSucceededAt: plus(at, -MINUTE_MS),
    });
    await world.settings.writePollState({ tracker: 'jira', failuresInARow: 3, lastSucceededAt: at, lastError: 'no' });
    await world.settings.noteDelivery('github', plus(at, -MINUTE_MS));
    const health = await world.operations.readHealth({});
    const verdicts = Object.fromEntries(health.checks.map(({ code, verdict }) => [code, verdict]));
    expect(verdicts).toMatchObject({ poll_goes_on: 'ok', poll_fails: 'failed', webhook_delivers: 'ok' });
    expect(health).toMatchObject({ trackers: ['linear', 'jira'], mappings: [{ repository: 'acme/backend' }] });
    isAsContract('readHealth', health);
  });
});

describe('the dry run of a mapping', () => {
  const waiting = (priority: number | null, more: Partial<NonNullable<TicketRecord['waiting']>> = {}) => ({
    ...{ reason: 'at_capacity' as const, detail: 'no slot', priority, bucketId, mappingId },
    createdAt: '2026-01-05T08:00:00.000Z',
    ...more,
  });

  async function aWorldWith(records: Partial<TicketRecord>[], mapping = {}) {
    const world = anAdminWorld();
    await world.mappings.save(aMapping(mapping));
    await world.buckets.saveLimit({ bucketId, tracker: 'linear', limit: 2 });
    for (const [n, record] of records.entries())
      await world.tickets.write(aTicketRecord({ ticketId: `t${n}`, key: `ENG-${n}`, bucketId, ...record }));
    const answer = await world.operations.dryRun({ params: { mappingId } });
    isAsContract('dryRun', answer);
    const keys = (of: { key: string }[]) => of.map(({ key }) => key);
    return { takes: keys(answer.takes), waits: answer.waits, refused: answer.refused, held: answer.held };
  }

  it('says what begins, what waits in which order, and what is refused and why', async () => {
    const now = anAdminWorld().clock.now();
    const next = { runId: 'n', phase: 'implementation', mappingId, bucketId, attempt: 2 } as const;
    const seen = await aWorldWith([
      { waiting: waiting(null) },
      { waiting: waiting(1) },
      { status: 'implementing', next: { ...next, notBefore: now } },
      { waiting: waiting(2, { mappingId: 'other' }) },
      { waiting: waiting(1, { reason: 'blocked_by', detail: 'ENG-9 blocks it' }) },
      { status: 'implementing', next: { ...next, notBefore: plus(now, HOUR_MS) } },
      { status: 'implementing' },
    ]);
    expect(seen.takes).toEqual(['ENG-2', 'ENG-1']);
    expect(seen.waits).toMatchObject([
      { key: 'ENG-3', isOfOther: true },
      { key: 'ENG-0', isOfOther: false },
    ]);
    expect(seen.refused.map(({ key, reason }) => [key, reason])).toEqual([
      ['ENG-4', 'blocked_by'],
      ['ENG-5', 'next_run'],
    ]);
  });

  it('takes nothing while the mapping is held', async () => {
    const { takes, held } = await aWorldWith([{ waiting: waiting(1) }], { paused: true });
    expect({ takes, held }).toEqual({ takes: [], held: 'the mapping Backend is paused' });
  });
});
