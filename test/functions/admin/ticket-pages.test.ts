import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../shared/contract/admin.ts';
import type { TicketsQuery } from '../../../shared/contract/ticket-views.ts';
import { TICKET_STATUSES, type TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { aSite, signedIn } from './a-site.ts';
import { type AdminWorld, anAdminWorld } from './an-admin-world.ts';

const { mappingId } = aMapping();
const bucketId = 'linear#ENG';

async function put(world: AdminWorld, n: number, record: Partial<TicketRecord> = {}): Promise<void> {
  const updatedAt = plus(world.clock.now(), -n * MINUTE_MS);
  await world.tickets.write(
    aTicketRecord({ ticketId: `ticket-${n}`, key: `ENG-${n}`, mappingId, updatedAt, ...record }),
  );
}

const list = (world: AdminWorld, query: TicketsQuery = {}) => world.operations.listTickets({ query });
const keysOf = ({ tickets }: { tickets: { key: string }[] }) => tickets.map(({ key }) => key);
const isAsContract = (name: 'listTickets' | 'readTicket', answer: unknown) =>
  expect(ADMIN_OPERATIONS[name].answer.safeParse(JSON.parse(JSON.stringify(answer))).error).toBeUndefined();

describe('the list of tickets', () => {
  it('shows the open ones, those that changed last first, and why they do not run', async () => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping());
    await put(world, 3, { status: 'merged' });
    await put(world, 2, { status: 'parked', failureReason: 'no' });
    await put(world, 1, { status: 'implementing' });
    const answer = await list(world);
    expect(answer.tickets).toMatchObject([
      { key: 'ENG-1' },
      { key: 'ENG-2', blocked: { reason: 'parked', detail: 'no' } },
    ]);
    isAsContract('listTickets', answer);
  });

  it.each(['apart', 'at one moment'])(
    'shows each once over all its pages, with tickets that changed %s',
    async (how) => {
      const world = anAdminWorld();
      for (let n = 0; n < 180; n += 1) {
        const status = TICKET_STATUSES[n % TICKET_STATUSES.length] ?? 'ready';
        await put(world, n, { status, ...(how === 'at one moment' && { updatedAt: world.clock.now() }) });
      }
      const seen: string[] = [];
      let after: string | undefined;
      for (let page = 0; page < 20; page += 1) {
        const answer = await list(world, { after });
        expect(answer.tickets.length).toBeLessThanOrEqual(50);
        seen.push(...keysOf(answer));
        after = answer.next;
        if (after === undefined) break;
      }
      expect(after).toBeUndefined();
      expect(seen).toHaveLength(150);
      expect(new Set(seen).size).toBe(150);
    },
  );

  it.each<[TicketsQuery, string[]]>([
    [{ status: 'merged' }, ['ENG-3']],
    [{ mapping: 'another' }, ['ENG-2']],
    [{ ticket: 'eng-3' }, ['ENG-3']],
    [{ ticket: 'eng-3', status: 'open' }, []],
  ])('may be narrowed to %o', async (query, keys) => {
    const world = anAdminWorld();
    await put(world, 1);
    await put(world, 2, { mappingId: 'another' });
    await put(world, 3, { status: 'merged' });
    expect(keysOf(await list(world, query))).toEqual(keys);
  });

  it.each([{ status: 'broken' }, { after: 'x' }, { colour: 'red' }])('refuses %o', async (query) => {
    const site = aSite(anAdminWorld());
    const answer = await site.send({ method: 'GET', path: '/api/tickets', query, ...(await signedIn(site)) });
    expect(answer.json).toMatchObject({ status: 400, errors: [{ path: Object.keys(query)[0] }] });
  });
});

describe('the page of a ticket', () => {
  const waiting = (priority: number, ago: number) => ({
    ...{ reason: 'at_capacity' as const, detail: '1 of 1 slots', priority, bucketId, mappingId },
    createdAt: `2026-01-05T08:0${ago}:00.000Z`,
  });

  async function aLine(runs: number) {
    const world = anAdminWorld();
    await world.mappings.save(aMapping());
    await world.buckets.saveLimit({ bucketId, tracker: 'linear', limit: 1 });
    for (let n = 0; n < runs; n += 1) {
      const runId = `01KE6XAAAA${String(n).padStart(16, '0')}`;
      const reservedAt = plus(world.clock.now(), -(n + 2) * HOUR_MS);
      await world.runs.reserve(aRun({ runId, status: 'running', reservedAt }));
      await world.runs.end(runId, { status: 'succeeded', at: plus(reservedAt, 20 * MINUTE_MS) });
    }
    const holder = aRun({ runId: '01KE6XBBBB0000000000000001', status: 'running', ticketId: 'holder' });
    await world.buckets.claimSlot({ ...holder, at: plus(world.clock.now(), -5 * MINUTE_MS), claimId: 'c' });
    await put(world, 1, { waiting: waiting(3, 0) });
    await put(world, 2, { waiting: waiting(2, 2) });
    await put(world, 3, { waiting: waiting(2, 1) });
    return world;
  }
  const read = (world: AdminWorld, ticketId: string) =>
    world.operations.readTicket({ params: { tracker: 'linear', ticketId } });

  it('says where it stands in the line for its slots, and when its turn may come', async () => {
    const world = await aLine(6);
    const detail = await read(world, 'ticket-2');
    expect(detail.place).toEqual({
      ...{ place: 2, of: 3, bucket: 'ENG' },
      about: plus(world.clock.now(), 35 * MINUTE_MS),
      basis: { runs: 6, halfUnderMs: 20 * MINUTE_MS },
    });
    expect((await read(world, 'ticket-1')).place).toMatchObject({ place: 3 });
    isAsContract('readTicket', detail);
  });

  it('foretells nothing from few runs', async () => {
    expect((await read(await aLine(2), 'ticket-3')).place).toEqual({ place: 1, of: 3, bucket: 'ENG' });
  });

  it('is unknown where there is no record of it', async () => {
    await expect(read(anAdminWorld(), 'nothing')).rejects.toMatchObject({ code: 'not_found' });
  });
});
