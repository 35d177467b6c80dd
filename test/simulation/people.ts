import { bucketIdOf, type ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { brief } from './trace.ts';
import { TEAMS, TICKET_IDS, type World } from './world.ts';

const MOVES = {
  mark: 6,
  unmark: 1,
  close: 0.5,
  reopen: 0.5,
  move: 4,
  unblock: 1,
  pause: 1,
  limit: 1,
  lag: 1,
  outage: 0,
};

/** People and the tracker's own troubles: one thing happens now and then. */
export async function maybeAct(world: World): Promise<void> {
  const { random, plan } = world;
  if (!plan.isActive) return;
  if (random.chance(plan.trackerGoesDown)) return takeTrackerDown(world);
  if (random.chance(plan.offerMore)) await offerMore(world);
  if (!random.chance(plan.peopleAct)) return;
  const move = random.weighted(MOVES);
  if (move === 'pause' || move === 'limit') return changeMapping(world, move);
  if (move === 'lag') return lagListing(world);
  await changeTicket(world, (ticket) => CHANGES[move as keyof typeof CHANGES](ticket, random.pick(TEAMS) ?? 'ENG'));
}

const CHANGES = {
  mark: (ticket: Ticket): Ticket => ({ ...ticket, markers: [...new Set([...ticket.markers, 'trigger' as const])] }),
  unmark: (ticket: Ticket): Ticket => ({ ...ticket, markers: ticket.markers.filter((marker) => marker !== 'trigger') }),
  close: (ticket: Ticket): Ticket => ({ ...ticket, isClosed: true }),
  reopen: (ticket: Ticket): Ticket => ({ ...ticket, isClosed: false }),
  move: (ticket: Ticket, teamKey: string): Ticket => ({ ...ticket, teamKey }),
  unblock: (ticket: Ticket): Ticket => ({ ...ticket, blockedBy: [] }),
};

async function changeTicket(world: World, change: (ticket: Ticket) => Ticket): Promise<void> {
  const { tracker } = world.fakes;
  const ticket = await readTicket(world, world.random.pick(TICKET_IDS) ?? 't1');
  if (ticket === undefined) return;
  const changed = change(ticket);
  if (JSON.stringify(changed) === JSON.stringify(ticket)) return;
  tracker.put(changed);
  world.note(
    'people',
    `change ${ticket.ticketId}: ${changed.teamKey} ${changed.markers.join(' ')} ${stateOf(changed)}`,
  );
}

function stateOf({ isClosed, blockedBy }: Ticket): string {
  return `${isClosed ? 'closed' : 'open'}${blockedBy.length > 0 ? ' blocked' : ''}`;
}

/** As a person sees it, who sees nothing while the tracker is down. */
async function readTicket({ fakes }: World, ticketId: string): Promise<Ticket | undefined> {
  return fakes.tracker.read(ticketId).catch(() => undefined);
}

async function offerMore(world: World): Promise<void> {
  const { candidates, ids, clock, tracker: linear } = world.fakes;
  const ticket = await readTicket(world, world.random.pick(TICKET_IDS) ?? 't1');
  if (ticket === undefined) return;
  const teamKey = world.random.chance(0.5) ? ticket.teamKey : (world.random.pick(TEAMS) ?? ticket.teamKey);
  linear.put({ ...ticket, teamKey });
  const { tracker, ticketId } = ticket;
  const runId = ids.ulid();
  const admission = { phase: 'implementation', mappingId: `mapping-${teamKey}`, attempt: 1 } as const;
  world.note('slow poll', `offers ${ticketId} of ${teamKey} as ${brief(runId)}`);
  await candidates.offer({ tracker, ticketId, runId, ...admission, offeredAt: clock.now() });
}

async function changeMapping(world: World, what: 'pause' | 'limit'): Promise<void> {
  const mapping = await world.fakes.mappings.read(`mapping-${world.random.pick(TEAMS)}`);
  if (mapping === undefined) return;
  if (what === 'pause') return saveMapping(world, { ...mapping, paused: !mapping.paused, suspended: undefined });
  return saveMapping(world, { ...mapping, maxInProgress: 1 + world.random.below(3) });
}

async function saveMapping(world: World, mapping: ProjectMapping): Promise<void> {
  const { mappings, buckets } = world.fakes;
  const { mappingId, tracker, maxInProgress: limit } = mapping;
  await mappings.save(mapping);
  await buckets.saveLimit({ bucketId: bucketIdOf(mapping), tracker, limit });
  await world.monitor.afterCall({ method: 'saveLimit', args: [] }, undefined);
  world.note('admin', `saves ${mappingId}: limit ${limit}, ${mapping.paused ? 'paused' : 'active'}`);
}

function takeTrackerDown(world: World): void {
  const { fakes, plan, lateEffects } = world;
  const at = plus(fakes.clock.now(), plan.trackerDownMs);
  fakes.tracker.faults.goDown();
  world.note('tracker', `goes down until ${at}`);
  lateEffects.push({ at, run: async () => fakes.tracker.faults.comeUp() });
}

function lagListing(world: World): void {
  const { fakes, lateEffects, random } = world;
  fakes.tracker.freezeListing();
  world.note('tracker', 'lists what was marked at this moment');
  lateEffects.push({
    at: plus(fakes.clock.now(), random.below(2 * MINUTE_MS)),
    run: async () => fakes.tracker.thawListing(),
  });
}

/** Faults end here: the outside answers again, and admins resume what was held. */
export async function endFaults(world: World): Promise<void> {
  const { fakes, plan } = world;
  plan.isActive = false;
  // Steps take no time from now on, so that no time limit strikes.
  plan.clockMoves = 0;
  fakes.tracker.faults.comeUp();
  fakes.tracker.thawListing();
  world.note('world', 'faults end');
  for (const mapping of await fakes.mappings.all()) {
    if (mapping.paused || mapping.suspended !== undefined)
      await saveMapping(world, { ...mapping, paused: false, suspended: undefined });
  }
}
