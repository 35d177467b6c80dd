import { approvePlan } from '../../functions/admin/plans/approve-plan.ts';
import { askAnotherPlan } from '../../functions/admin/plans/ask-another-plan.ts';
import { readPlan } from '../../functions/admin/plans/read-plan.ts';
import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { retryTicket } from '../../functions/admin/tickets/retry-ticket.ts';
import { unparkTicket } from '../../functions/admin/tickets/unpark-ticket.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { PullRequestState } from '../../shared/domain/follow-ups/pull-request-record.ts';
import { pullRequestOf } from '../../shared/domain/pull-request.ts';
import type { Marker, Ticket } from '../../shared/domain/ticket.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { fakeScopeChecker } from '../fakes/fake-scope-checker.ts';
import { type Days, days } from './days.ts';
import type { Fate } from './runners.ts';
import { aWorld, type World, type WorldOptions } from './world.ts';

const { ticketId } = aTicket();
const UNMARKED = aTicket({ markers: [], labels: [] });
const BY_HAND = { planningEnabled: true, autoApprovePlans: false };

/** A world in which one ticket is in a state that people know, and time that passes in it. */
export interface Scene {
  world: World;
  time: Days;
}

async function scene(options: WorldOptions, fates: Fate[], minutes: number): Promise<Scene> {
  const world = await aWorld(options);
  const time = days(world, ...fates);
  await pass({ world, time }, minutes);
  return { world, time };
}

/** Time in which every run that is under way says so; what begins now does as its fate says. */
export async function pass({ world, time }: Scene, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const { runId } of world.executor.executions) await world.runs.beat(runId, world.clock.now());
    await time.pass(1);
  }
}

async function parked(later: Fate[]): Promise<Scene> {
  const made = await scene({}, ['fails', 'fails', 'fails', ...later], 6);
  for (const _ of ['second', 'third']) {
    await mark(made.world, 'trigger');
    await pass(made, 6);
  }
  return made;
}

async function cancelled(later: Fate[]): Promise<Scene> {
  const made = await scene({}, ['silent', ...later], 6);
  await unmark(made.world, 'trigger');
  await pass(made, 16);
  return made;
}

/** What becomes of its pull request is told by a webhook. */
async function inReview(state: PullRequestState, later: Fate[]): Promise<Scene> {
  const made = await scene({}, ['works', ...later], 6);
  const pull = pullRequestOf((await made.world.tickets.read(aTicket()))?.prUrl ?? '');
  if (pull === undefined) throw new Error('there is no pull request');
  made.world.host.put(pull, { state });
  if (state === 'open') return made;
  const { tracker } = aTicket();
  await made.world.lifecycle.send({ type: 'PullRequestChanged', tracker, ticketId, pull, arrivalId: state });
  await pass(made, 3);
  return made;
}

/** The states of a ticket, each as it comes to be; runs that begin later fare as they are told. */
export const STATES = {
  'not marked': (later) => scene({ tickets: [UNMARKED] }, later, 2),
  'waits for a slot': async (later) => {
    const first = aTicket({ ticketId: 'first', key: 'ENG-0', priority: 1 });
    return scene({ mapping: { maxInProgress: 1 }, tickets: [first, aTicket()] }, ['silent', ...later], 6);
  },
  'is planned': (later) => scene({ mapping: BY_HAND }, ['silent', ...later], 6),
  'its plan waits': (later) => scene({ mapping: BY_HAND }, ['works', ...later], 6),
  'is implemented': (later) => scene({}, ['silent', ...later], 6),
  failed: (later) => scene({}, ['fails', ...later], 6),
  cancelled,
  parked,
  'in review': (later) => inReview('open', later),
  'its pull request is merged': (later) => inReview('merged', later),
  'its pull request is closed': (later) => inReview('closed', later),
} satisfies Record<string, (later: Fate[]) => Promise<Scene>>;
export type State = keyof typeof STATES;

async function change(world: World, by: (ticket: Ticket) => Partial<Ticket>): Promise<void> {
  const ticket = await world.tracker.read(ticketId);
  if (ticket !== undefined) world.tracker.put({ ...ticket, ...by(ticket) });
}
const mark = (world: World, ...markers: Marker[]) =>
  change(world, (ticket) => ({ markers: [...new Set([...ticket.markers, ...markers])] }));
const unmark = (world: World, ...markers: Marker[]) =>
  change(world, (ticket) => ({ markers: ticket.markers.filter((marker) => !markers.includes(marker)) }));
const trackersOf = ({ tracker }: World) => ({ linear: async () => ({ ...tracker, ...fakeScopeChecker() }) });

/** What people wish for, as they do it. */
export const WISHES = {
  mark: ({ world }) => mark(world, 'trigger'),
  'mark anew': async (made) => {
    await unmark(made.world, 'trigger', 'ready_for_review');
    await pass(made, 2);
    await mark(made.world, 'trigger');
  },
  'approve by label or value': ({ world }) => mark(world, 'plan_approved'),
  'approve in the admin UI': async ({ world }) => {
    const deps = { ...world, trackers: trackersOf(world) };
    const { planHash } = await readPlan(deps, aTicket());
    await approvePlan(deps, { ...aTicket(), planHash });
  },
  'ask for another plan': async ({ world }) => {
    const deps = { ...world, trackers: trackersOf(world) };
    const { planHash } = await readPlan(deps, aTicket());
    await askAnotherPlan(deps, { ...aTicket(), planHash, remark: 'in smaller steps' });
  },
  retry: async ({ world }) => void (await retryTicket({ ...world }, aTicket())),
  unpark: async ({ world }) => void (await unparkTicket({ ...world }, aTicket())),
  unmark: ({ world }) => unmark(world, 'trigger'),
  close: ({ world }) => change(world, () => ({ isClosed: true })),
  reopen: async (made) => {
    await change(made.world, () => ({ isClosed: true }));
    await pass(made, 20);
    await change(made.world, () => ({ isClosed: false }));
  },
  edit: ({ world }) => change(world, () => ({ description: 'Something else is wanted.' })),
} satisfies Record<string, (made: Scene) => Promise<void>>;
export type Wish = keyof typeof WISHES;

/** What becomes of a wish, in the words of the table. */
export async function outcomeOf(state: State, wish: Wish): Promise<string> {
  return outcomeIn(await STATES[state](['works']), wish);
}

/** The same, of a ticket of which people may have wished more before; what was refused comes with its sentence. */
export async function outcomeIn(made: Scene, wish: Wish): Promise<string> {
  const { world } = made;
  const before = new Set(await runsOf(world));
  const live = await liveOf(world);
  const refusal = await wishFor(made, wish);
  if (refusal !== undefined) return `refused: ${refusal.code}`;
  await pass(made, 20);
  const began = (await world.runs.ofTicket(aTicket())).filter(({ runId }) => !before.has(runId)).reverse();
  if (began.length > 0) return `runs: ${began.map(({ phase }) => phase).join(', ')}`;
  return (await waitingOf(world)) ?? endedOf(world, live);
}

/** A person wishes; answers how that was refused, if so. Anything but a refusal with a sentence is a defect. */
export async function wishFor(made: Scene, wish: Wish): Promise<AppError | undefined> {
  try {
    await WISHES[wish](made);
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.detail.length > 20) return error;
    throw error;
  }
}

const runsOf = async (world: World) => (await world.runs.ofTicket(aTicket())).map(({ runId }) => runId);
const liveOf = async (world: World) => (await world.runs.open()).find((run) => run.ticketId === ticketId);

async function waitingOf(world: World): Promise<string | undefined> {
  const blocked = await listBlocked(world);
  const own = blocked.tickets.find((ticket) => ticket.ticketId === ticketId);
  if (own === undefined) return undefined;
  return own.reason === 'cancelled' ? 'cancelled' : `waits: ${own.reason}`;
}

async function endedOf(world: World, live: Awaited<ReturnType<typeof liveOf>>): Promise<string> {
  if (live !== undefined && (await liveOf(world)) !== undefined) return 'its run goes on';
  const status = (await world.tickets.read(aTicket()))?.status;
  return status === 'pr_ready' ? 'in review' : (status ?? 'nothing');
}
