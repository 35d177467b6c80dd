import { RepositoryRefusal, ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { failureBy } from '../../shared/domain/failures/failures.ts';
import { bucketIdOf, type ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Run } from '../../shared/domain/run.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { type Channel, channel } from './channel.ts';
import { allFakes, type Fakes } from './fakes.ts';
import { type FaultPlan, faultPlan } from './fault-plan.ts';
import { type Monitor, monitor } from './invariants.ts';
import { type Books, newBooks } from './money-books.ts';
import { type Random, seededRandom } from './random.ts';
import { faultsOfReviews, reviewedMapping, reviewPlan } from './reviews/review-plan.ts';
import { aReviewWorld, type Reviews } from './reviews/reviews.ts';
import { type Actor, type Scheduler, scheduler } from './scheduler.ts';
import { brief } from './trace.ts';
import type { Call, Watch } from './watch.ts';

/** Something that happens without anybody waiting for it any more. */
export interface LateEffect {
  at: Instant;
  run: () => Promise<unknown>;
}

export interface Deeds {
  approvals: { ticketId: string; at: Instant }[];
  refused: Set<string>;
  changedMappings: Set<string>;
  /** Runs of which the executor could not always tell. */
  untold: Set<string>;
}

export interface World extends Pick<Settings, 'isOftenStopped'> {
  random: Random;
  plan: FaultPlan;
  fakes: Fakes;
  scheduler: Scheduler;
  channels: readonly Channel[];
  monitor: Monitor;
  lateEffects: LateEffect[];
  /** Which operations on what are refused for good, as far as they were asked for. */
  refusals: Map<string, boolean>;
  /** What people did that decides what is right: when they approved a plan, whose plan they refused, which settings they changed; and what the outside did. */
  deeds: Deeds;
  trace: string[];
  /** All runs are stopped, as far as admins know: what was invoked after this one dispatches nothing. */
  stopped: { since: number | undefined; undoing: number };
  invocations: number;
  money: Books;
  /** What goes on around pull requests, in a world of reviews. */
  reviews: Reviews | undefined;
  watch?: Watch;
  note(actor: string, what: string): void;
}

/** Replaces a fake by one that lacks a rule, to show that the checks see it. */
export type Break = (fakes: Fakes) => Partial<Fakes>;

export const TEAMS = ['ENG', 'OPS'] as const;
export const TICKET_IDS = ['t1', 't2', 't3', 't4', 't5', 't6'] as const;

export interface Settings {
  sabotage?: Break | undefined;
  /** People review what is opened, in place of changing tickets and mappings. */
  isReviewed?: boolean | undefined;
  /** Admins stop everything again and again. */
  isOftenStopped?: boolean | undefined;
  /** With reviews: goes on for a day and more, whatever the seed says. */
  isLong?: boolean | undefined;
}

/** Six marked tickets in two teams, with fewer slots than tickets. */
export async function aWorld(
  seed: number,
  { sabotage = () => ({}), isReviewed = false, isLong = false, isOftenStopped }: Settings = {},
): Promise<World> {
  const random = seededRandom(seed);
  const plan = isReviewed ? faultsOfReviews(faultPlan(random), random, isLong) : faultPlan(random);
  const made = allFakes();
  const fakes = { ...made, ...sabotage(made) };
  const { clock } = fakes;
  fakes.executor.listingLagMs = plan.listingLagMs;
  const reviews = isReviewed ? aReviewWorld(fakes, reviewPlan(random)) : undefined;
  for (const team of TEAMS) {
    const mapping = aTeamMapping(team, `mapping-${team}`, random);
    await addTeam(fakes, isReviewed ? reviewedMapping(mapping, random) : mapping);
  }
  for (const ticketId of isReviewed ? TICKET_IDS.slice(0, 3) : TICKET_IDS) addTicket(fakes, ticketId, random);
  const trace: string[] = [];
  const channels = [
    channel({ name: 'candidates', store: fakes.candidates.store, clock, random, plan }),
    channel({ name: 'lifecycle', store: fakes.lifecycle.store, clock, random, plan }),
  ];
  const note = (actor: string, what: string) => {
    trace.push(`${String(trace.length + 1).padStart(5, '0')} ${brief(clock.now())} ${actor}: ${what}`);
  };
  const watched = monitor(fakes, (violation) => note('VIOLATION', violation));
  const turns = scheduler({ random, clock });
  const sets = { refused: new Set<string>(), changedMappings: new Set<string>(), untold: new Set<string>() };
  const deeds = { approvals: [], ...sets };
  const books = {
    ...{ stopped: { since: undefined, undoing: 0 }, lateEffects: [] },
    refusals: new Map<string, boolean>(),
    deeds,
    trace,
    invocations: 0,
    money: newBooks(),
    reviews,
  };
  return { isOftenStopped, random, plan, fakes, channels, note, monitor: watched, scheduler: turns, ...books };
}

/** A team plans or does not, and has its plans approved by themselves or by people. */
export function aTeamMapping(teamKey: string, mappingId: string, random: Random): ProjectMapping {
  const maxInProgress = 1 + random.below(2);
  const [planningEnabled, autoApprovePlans] = [random.chance(0.7), random.chance(0.5)];
  const budgets = { budgetUsdPerTicket: 12, budgetUsdPerDay: random.pick([12, 30, 200]) ?? 30 };
  return aMapping({ mappingId, name: teamKey, teamKey, maxInProgress, planningEnabled, autoApprovePlans, ...budgets });
}

async function addTeam(fakes: Fakes, mapping: ProjectMapping): Promise<void> {
  await fakes.mappings.save(mapping);
  const { tracker, maxInProgress: limit } = mapping;
  await fakes.buckets.saveLimit({ bucketId: bucketIdOf(mapping), tracker, limit });
}

function addTicket(fakes: Fakes, ticketId: string, random: Random): void {
  const number = Number(ticketId.slice(1));
  const teamKey = TEAMS[number % TEAMS.length] ?? TEAMS[0];
  const key = `${teamKey}-${number}`;
  const blockedBy = number === 6 ? ['OPS-99'] : [];
  const priority = random.pick([null, 1, 2, 3]) ?? null;
  fakes.tracker.put(aTicket({ ticketId, key, teamKey, priority, blockedBy }));
}

/** Nothing that was invoked after a stop dispatches, until that is undone. */
function checkStopped({ stopped: { since }, monitor: { violate } }: World, { actor, args }: Call): void {
  const invocation = Number(actor.name.split('#')[1]);
  if (since !== undefined && invocation > since) violate(`${(args[0] as Run).runId} is dispatched after a stop`);
}

/** All fakes as one actor sees them: each call of a method that waits is a scheduling point. */
export function portsOf(world: World, actor: Actor): Fakes {
  const { clock, ids, keys, caller, workflows, repositories, ...others } = world.fakes;
  const wrapped = Object.fromEntries(
    Object.entries(others).map(([port, fake]) => [port, scheduled(world, actor, port, fake)]),
  );
  return { clock, ids, keys, caller, workflows, repositories, ...(wrapped as typeof others) };
}

function scheduled(world: World, actor: Actor, port: string, fake: object): object {
  return new Proxy(fake, {
    get(target, method) {
      const member: unknown = Reflect.get(target, method);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const call = { actor, port, method: String(method), args };
        const effect = () => observed(world, call, async () => Reflect.apply(member, target, args));
        return world.scheduler.wait(actor, `${port}.${call.method}(${args.map(brief).join(', ')})`, effect);
      };
    },
  });
}

async function observed(world: World, call: Call, effect: () => Promise<unknown>): Promise<unknown> {
  if (call.method === 'dispatch') checkStopped(world, call);
  world.watch?.before(call);
  const isOfGitHub = call.port === 'host' && world.watch !== undefined;
  const answer = await (isOfGitHub ? world.watch?.throughFaults(call, effect) : throughFaults(world, call, effect));
  await world.monitor.afterCall(call, answer);
  await world.money.check?.(call, answer);
  await world.watch?.after(call, answer);
  return answer;
}

/** The outside fails before or after an effect, or does it when nobody waits any more. */
async function throughFaults(world: World, call: Call, effect: () => Promise<unknown>): Promise<unknown> {
  const { plan, random } = world;
  const { port, method, args } = call;
  if (port !== 'tracker' && port !== 'executor') return effect();
  if (!plan.isActive) return throughLastingRefusals(world, call, effect);
  if (port === 'executor' && method === 'dispatch') return throughDispatchFaults(world, args[0] as Run, effect);
  const refusal = refusalOf(world, call);
  if (refusal === undefined && !random.chance(port === 'tracker' ? plan.trackerFails : plan.executorFails))
    return effect();
  if (port === 'executor') world.deeds.untold.add((args[0] as Run).runId);
  if (refusal !== undefined) throw refusal;
  if (random.chance(0.5)) await effect();
  throw new ServiceUnavailable(port, 'outage', 'gives no answer');
}

/** What nobody mends is refused for ever; of the rest people have taken care. */
async function throughLastingRefusals(world: World, call: Call, effect: () => Promise<unknown>): Promise<unknown> {
  const isShown = call.method === 'show' || call.method === 'comment';
  if (!isShown || !world.plan.isNeverMended || !world.refusals.get(operationOf(call))) return effect();
  throw new ServiceRefusal('linear', call.method, 'FORBIDDEN');
}

/** One operation on one ticket or run. */
function operationOf({ port, method, args }: Call): string {
  const subject = port === 'tracker' ? args[0] : (args[0] as Run).runId;
  return `${port}.${method} ${typeof subject === 'string' ? subject : ''}`;
}

/** What one operation is refused for one ticket or run, it is refused for as long as there are faults. */
function refusalOf(world: World, call: Call): Error | undefined {
  const { plan, random, refusals } = world;
  const { port, method } = call;
  const operation = operationOf(call);
  const isRefused =
    refusals.get(operation) ?? random.chance(port === 'tracker' ? plan.trackerRefuses : plan.executorRefuses);
  refusals.set(operation, isRefused);
  if (!isRefused) return undefined;
  if (port === 'tracker') return new ServiceRefusal('linear', method, 'FORBIDDEN');
  return new RepositoryRefusal('repository_archived', failureBy('repository_archived').reason);
}

async function throughDispatchFaults(world: World, run: Run, effect: () => Promise<unknown>): Promise<unknown> {
  const { executor, clock } = world.fakes;
  switch (world.random.weighted(world.plan.dispatch)) {
    case 'works':
      return effect();
    case 'loses the answer':
      world.monitor.excuse(run.runId);
      executor.faults.loseAnswerOnce('dispatch');
      return effect();
    case 'has no effect':
      world.monitor.excuse(run.runId);
      executor.faults.failOnce('dispatch');
      return effect();
    case 'works late':
      world.monitor.excuse(run.runId);
      orderLate(world, effect);
      return { outcome: 'unanswered' };
    case 'refuses': {
      const concerns = world.random.chance(0.5) ? 'mapping' : 'ticket';
      executor.refuseOnce({ outcome: 'refused', concerns, reason: `refused for the ${concerns}` });
      return effect();
    }
    case 'defers':
      executor.refuseOnce({ outcome: 'deferred', retryAt: plus(clock.now(), world.random.below(600_000)) });
      return effect();
  }
}

/** The order arrives although its caller got no answer, or is dead already. */
export function orderLate(world: World, effect: () => Promise<unknown>): void {
  world.lateEffects.push({ at: plus(world.fakes.clock.now(), world.random.below(240_000)), run: effect });
}
