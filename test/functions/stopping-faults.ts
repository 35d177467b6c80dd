import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { days } from './days.ts';
import { aWorld, BUCKET, type World } from './world.ts';

/** The ticket that something is the matter with, one of its team that comes after it, and one of another team. */
export const TICKETS = {
  'the ticket itself': aTicket({ ticketId: 'itself', key: 'ENG-1', priority: 1 }),
  'the next of its team': aTicket({ ticketId: 'next', key: 'ENG-2', priority: 2 }),
  'one of another team': aTicket({ ticketId: 'other', key: 'OPS-1', teamKey: 'OPS', priority: 3 }),
};
export type Whom = keyof typeof TICKETS;
const ITSELF = TICKETS['the ticket itself'];

/** For so many minutes time passes. */
const MINUTES = 12;

function reading(world: World, broken: Partial<Tracker>): void {
  world.dispatch.trackers = { linear: { ...world.tracker, ...broken } };
}

/** A request that is never answered: by then the time that it may take is over. */
function hang(world: World): Promise<never> {
  queueMicrotask(() => world.timeLimits.runOut());
  return new Promise(() => {});
}

const about = (ticketId: string) => ticketId === ITSELF.ticketId;

/** What may be the matter, in words of the table. */
export const FAULTS: Record<string, (world: World) => Promise<void> | void> = {
  'nothing is the matter': () => {},
  'it is listed and cannot be read': (world) =>
    reading(world, { read: async (id) => (about(id) ? undefined : world.tracker.read(id)) }),
  'the tracker refuses to tell of it': (world) =>
    reading(world, {
      read: async (id) => {
        if (about(id)) throw new ServiceRefusal('linear', 'ReadTicket', 'FORBIDDEN');
        return world.tracker.read(id);
      },
    }),
  'the tracker never answers when asked for it': (world) =>
    reading(world, { read: (id) => (about(id) ? hang(world) : world.tracker.read(id)) }),
  'the tracker never answers when asked what stands around it': (world) =>
    reading(world, { related: (id) => (about(id) ? hang(world) : world.tracker.related(id)) }),
  'the tracker never answers when it is to show it': (world) => {
    const show: Tracker['show'] = (id, change) => (about(id) ? hang(world) : world.tracker.show(id, change));
    world.advance.trackers = { linear: { ...world.tracker, show } };
  },
  'the tracker refuses to tell what stands around it': (world) =>
    reading(world, {
      related: async (id) => {
        if (about(id)) throw new ServiceRefusal('linear', 'RelatedTickets', 'FORBIDDEN');
        return world.tracker.related(id);
      },
    }),
  'it was dispatched lately, which the poll does not know': async (world) => {
    const at = plus(world.clock.now(), -HOUR_MS);
    const claim = { ...ITSELF, runId: 'old', phase: 'implementation', at } as const;
    await world.dispatchRecords.claim(claim);
    await world.dispatchRecords.release(ITSELF, 'old', at);
  },
  'its next run is of a paused mapping': async (world) => {
    const narrow = { mappingId: 'narrow', bucketId: BUCKET };
    await world.mappings.save(aMapping({ mappingId: 'narrow', name: 'Web', label: 'web', paused: true }));
    const next = { runId: '01KE6XNNNN0000000000000009', phase: 'implementation', attempt: 2, ...narrow } as const;
    const { ticketId, key } = ITSELF;
    const ended = { ticketId, key, status: 'implementing', runId: 'x', endedRunId: 'x', ...narrow } as const;
    await world.tickets.write(aTicketRecord({ ...ended, next: { ...next, notBefore: world.clock.now() } }));
  },
  'the listing has it in another shape': (world) => world.tracker.listStrangely(ITSELF.ticketId),
  'one listing is answered 503': (world) => world.tracker.faults.failOnce('marked'),
  'one poll is cut off': async (world) => {
    const now = world.clock.now();
    await world.settings.takeLease('poll', { now, until: plus(now, 50_000) });
  },
  'its order is answered 503': (world) =>
    world.executor.faults.failOnce('dispatch', new ServiceUnavailable('github', 'outage', '503')),
  'its repository refuses every run': (world) =>
    world.executor.refuseOnce({ outcome: 'refused', concerns: 'mapping', reason: 'no workflow file' }),
};

/** When each ticket first ran, or why it did not. */
export async function stoppedBy(fault: string): Promise<Record<Whom, string>> {
  const world = await aWorld({ mapping: { maxInProgress: 1 }, tickets: Object.values(TICKETS) });
  await world.mappings.save(aMapping({ mappingId: 'ops', name: 'Operations', teamKey: 'OPS' }));
  await world.buckets.saveLimit({ bucketId: 'linear#OPS', tracker: 'linear', limit: 1 });
  await FAULTS[fault]?.(world);
  const time = days(world, 'works');
  const started = new Map<string, number>();
  for (let minute = 0; minute < MINUTES; minute += 1) {
    await time.pass(1);
    for (const { request } of world.executor.executions)
      if (!started.has(request.ticket_id)) started.set(request.ticket_id, minute);
  }
  const { tickets } = await listBlocked(world);
  const outcome = (ticketId: string) => {
    const minute = started.get(ticketId);
    if (minute !== undefined) return minute === 0 ? 'runs at once' : `runs after ${minute} min`;
    const reason = tickets.find((blocked) => blocked.ticketId === ticketId)?.reason;
    return reason === undefined ? 'told in the log' : `waits: ${reason}`;
  };
  const entries = Object.entries(TICKETS).map(([whom, { ticketId }]) => [whom, outcome(ticketId)]);
  return Object.fromEntries(entries) as Record<Whom, string>;
}
