import type { Ticket } from '../../shared/domain/ticket.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { approve } from './functions.ts';
import { isOperation, OPERATIONS, operate, resumeAll } from './operators.ts';
import { brief } from './trace.ts';
import { TEAMS, TICKET_IDS, type World } from './world.ts';

const MOVES = {
  mark: 6,
  unmark: 1,
  close: 0.5,
  reopen: 0.5,
  move: 4,
  unblock: 1,
  edit: 6,
  approve: 6,
  disapprove: 0.5,
  'edit plan': 1,
  'approve in the UI': 3,
  lag: 1,
  ...OPERATIONS,
};

/** People and the tracker's own troubles: one thing happens now and then. */
export async function maybeAct(world: World): Promise<void> {
  const { random, plan } = world;
  if (!plan.isActive) return;
  if (random.chance(plan.trackerGoesDown)) return takeTrackerDown(world);
  if (random.chance(plan.offerMore)) await offerMore(world);
  if (random.chance(plan.peopleAct)) await act(world, random.weighted(movesOf(world)));
}

/** Where a seed is about stops, everything is stopped, and goes on again, as often as anything else happens. */
function movesOf({ isOftenStopped }: World): typeof MOVES {
  return isOftenStopped ? { ...MOVES, stop: 10, 'undo stop': 10 } : MOVES;
}

async function act(world: World, move: keyof typeof MOVES): Promise<void> {
  if (isOperation(move)) return operate(world, move);
  switch (move) {
    case 'lag':
      return lagListing(world);
    case 'edit plan':
      return editPlan(world);
    case 'approve in the UI':
      return void approve(world, world.random.pick(TICKET_IDS) ?? 't1');
    default:
      return changeTicket(world, move);
  }
}

const CHANGES = {
  mark: (ticket: Ticket): Ticket => ({ ...ticket, markers: [...new Set([...ticket.markers, 'trigger' as const])] }),
  unmark: (ticket: Ticket): Ticket => ({ ...ticket, markers: ticket.markers.filter((marker) => marker !== 'trigger') }),
  close: (ticket: Ticket): Ticket => ({ ...ticket, isClosed: true }),
  reopen: (ticket: Ticket): Ticket => ({ ...ticket, isClosed: false }),
  move: (ticket: Ticket, teamKey: string): Ticket => ({ ...ticket, teamKey }),
  unblock: (ticket: Ticket): Ticket => ({ ...ticket, blockedBy: [] }),
  edit: (ticket: Ticket): Ticket => ({ ...ticket, description: `${ticket.description}!` }),
  approve: (ticket: Ticket): Ticket => ({
    ...ticket,
    markers: [...new Set([...ticket.markers, 'plan_approved' as const])],
  }),
  disapprove: (ticket: Ticket): Ticket => ({
    ...ticket,
    markers: ticket.markers.filter((marker) => marker !== 'plan_approved' && marker !== 'plan_complete'),
  }),
};

async function changeTicket(world: World, move: keyof typeof CHANGES): Promise<void> {
  const { random, deeds } = world;
  const ticketId = random.pick(TICKET_IDS) ?? 't1';
  const ticket = await readTicket(world, ticketId);
  if (ticket === undefined) return;
  const changed = CHANGES[move](ticket, random.pick(TEAMS) ?? 'ENG');
  if (JSON.stringify(changed) === JSON.stringify(ticket)) return;
  world.fakes.tracker.put(changed);
  if (move === 'approve') deeds.approvals.push({ ticketId, at: world.fakes.clock.now() });
  if (move === 'disapprove') deeds.refused.add(ticketId);
  world.note('people', `${move} ${ticketId}: ${changed.teamKey} ${changed.markers.join(' ')} ${stateOf(changed)}`);
}

function stateOf({ isClosed, blockedBy }: Ticket): string {
  return `${isClosed ? 'closed' : 'open'}${blockedBy.length > 0 ? ' blocked' : ''}`;
}

/** A person who may write changes a section of a plan. */
async function editPlan({ fakes, random, note }: World): Promise<void> {
  const ticketId = random.pick(TICKET_IDS) ?? 't1';
  const plans = fakes.tracker.commentsOn(ticketId).filter(({ body }) => body.startsWith('## '));
  const section = random.pick(plans);
  if (section === undefined) return;
  fakes.tracker.editComment(ticketId, section.commentId, `${section.body} Edited.`);
  note('people', `edit the plan of ${ticketId}`);
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
  const phase = world.random.chance(0.5) ? 'planning' : 'implementation';
  const admission = { phase, mappingId: `mapping-${teamKey}`, attempt: 1 } as const;
  world.note('slow poll', `offers ${ticketId} of ${teamKey} as ${brief(runId)}`);
  await candidates.offer({ tracker, ticketId, runId, ...admission, offeredAt: clock.now() });
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

/** Faults end here: the outside answers again, and admins resume what was held, or make it anew. */
export async function endFaults(world: World): Promise<void> {
  const { fakes, plan } = world;
  plan.isActive = false;
  // Steps take no time from now on, so that no time limit strikes.
  plan.clockMoves = 0;
  fakes.tracker.faults.comeUp();
  fakes.tracker.thawListing();
  world.note('world', 'faults end');
  await resumeAll(world);
}
