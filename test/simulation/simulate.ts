import { DAY_MS, elapsedMs, HOUR_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { fakeDeadLetters } from '../fakes/fake-queues.ts';
import type { Channel } from './channel.ts';
import { consume, poll, watch } from './functions.ts';
import { resumeAll } from './operators.ts';
import { endFaults, maybeAct } from './people.ts';
import { checkRest, checkRuns, isGivenUp } from './quiescence.ts';
import { excuse } from './reviews/host-faults.ts';
import { maybeReview } from './reviews/reviewers.ts';
import type { ReviewCounts } from './reviews/reviews.ts';
import { startRunners } from './runners.ts';
import { settle, type Turn } from './scheduler.ts';
import { brief } from './trace.ts';
import { watchedWorld } from './watched-world.ts';
import { orderLate, type Settings, TICKET_IDS, type World } from './world.ts';

const CONSUMERS = 3;
const MOST_STEPS = 60_000;
/** Watches and polls without anything else in between, after which the clock may jump. */
const QUIET_TICKS = 3;

export interface Outcome {
  seed: number;
  violations: readonly string[];
  trace: readonly string[];
  /** What was covered, for tests of the simulation itself. */
  counts: Counts & Partial<ReviewCounts>;
}

/** `stopped`: runs that a stop of all runs ended; `refused`: operations for good; `queued`: runs that waited for a machine; `unaffordable`: admissions that a budget refused; `remade`: mappings that were deleted and made anew. */
type Counts = Record<
  | 'steps'
  | 'crashes'
  | 'executions'
  | 'surplus'
  | 'deadLetters'
  | 'runs'
  | 'refused'
  | 'givenUp'
  | 'queued'
  | 'remade'
  | 'cancelled'
  | 'stopped'
  | 'unaffordable',
  number
>;

interface Progress {
  steps: number;
  crashes: number;
  nextTickAt: Instant;
  quietTicks: number;
  consumers: Record<Channel['name'], number>;
  runners: Set<string>;
  /** Looks at a world that rests, since it last moved. */
  looks: number;
}

/** Runs one seed until the world rests, and judges it; the same seed gives the same trace, byte for byte. */
export async function simulate(seed: number, settings: Settings = {}): Promise<Outcome> {
  const world = await watchedWorld(seed, settings);
  const progress: Progress = {
    ...{ steps: 0, crashes: 0, quietTicks: 0, looks: 0 },
    nextTickAt: world.fakes.clock.now(),
    consumers: { candidates: 0, lifecycle: 0 },
    runners: new Set(),
  };
  while (world.monitor.violations.length === 0 && (await advance(world, progress))) {
    progress.steps += 1;
    if (progress.steps > MOST_STEPS) world.monitor.violate(`the world does not rest within ${MOST_STEPS} steps`);
  }
  if (world.monitor.violations.length === 0) await checkRest(world);
  return outcomeOf(seed, world, progress);
}

async function outcomeOf(seed: number, world: World, { steps, crashes }: Progress): Promise<Outcome> {
  const { executions } = world.fakes.executor;
  const refs = TICKET_IDS.map((ticketId) => ({ tracker: 'linear' as const, ticketId }));
  const records = await world.fakes.tickets.readMany(refs);
  const mappings = await world.fakes.mappings.all();
  const runs = new Set(executions.map((execution) => execution.runId)).size;
  const all = (await Promise.all(refs.map((ref) => world.fakes.runs.ofTicket(ref)))).flat();
  const deadLetters = world.channels.reduce((sum, channel) => sum + channel.buried.length, 0);
  const counts = {
    steps,
    crashes,
    executions: executions.length,
    surplus: executions.length - runs,
    deadLetters,
    runs,
    refused: [...world.refusals.values()].filter((isRefused) => isRefused).length,
    givenUp: records.filter(isGivenUp).length,
    queued: executions.filter(({ job }) => job !== undefined).length,
    cancelled: all.filter(({ status }) => status === 'cancelled').length,
    unaffordable: world.money.refusals,
    stopped: all.filter(({ cancelWish }) => cancelWish?.stopId !== undefined).length,
    remade: mappings.filter(({ mappingId }) => !mappingId.startsWith('mapping-')).length,
  };
  return {
    seed,
    violations: world.monitor.violations,
    trace: world.trace,
    counts: { ...counts, ...world.reviews?.counts },
  };
}

/** One step; false when the world has come to rest. */
async function advance(world: World, progress: Progress): Promise<boolean> {
  const { plan, random, fakes } = world;
  if (plan.isActive && progress.steps >= plan.lastsSteps) await endFaults(world);
  await runLateEffects(world);
  await maybeAct(world);
  if (world.reviews !== undefined) maybeReview(world, world.reviews);
  startRunners(world, progress.runners);
  tick(world, progress);
  if (random.chance(plan.clockMoves)) fakes.clock.advance(1 + random.below(plan.clockMovesMs));
  if (receiveMaybe(world, progress)) return moved(progress);
  const turn = world.scheduler.choose();
  if (turn === undefined) return moveClock(world, progress);
  await take(world, progress, turn);
  await settle();
  return true;
}

async function moved(progress: Progress): Promise<true> {
  progress.quietTicks = 0;
  await settle();
  return true;
}

async function runLateEffects(world: World): Promise<void> {
  if (world.lateEffects.length === 0) return;
  const due = world.lateEffects.filter(({ at }) => at <= world.fakes.clock.now());
  world.lateEffects = world.lateEffects.filter((effect) => !due.includes(effect));
  for (const { run } of due) {
    const answer = await run();
    world.note('world', `something happens late: ${brief(answer)}`);
  }
}

/** Every minute a poll and a watch begin, whether or not the last ones are done. */
function tick(world: World, progress: Progress): void {
  const now = world.fakes.clock.now();
  if (now < progress.nextTickAt) return;
  progress.nextTickAt = plus(now, MINUTE_MS);
  progress.quietTicks += 1;
  void poll(world);
  void watch(world);
}

function receiveMaybe(world: World, progress: Progress): boolean {
  const open = world.channels.filter((c) => progress.consumers[c.name] < CONSUMERS && c.canReceive());
  const channel = world.random.pick(open);
  if (channel === undefined) return false;
  if (world.scheduler.hasReady() && !world.random.chance(0.3)) return false;
  const delivery = channel.receive();
  world.note(
    channel.name,
    `delivers message ${delivery.number}, time ${delivery.receives}: ${brief(JSON.parse(delivery.message.body))}`,
  );
  progress.consumers[channel.name] += 1;
  void consume(world, channel, delivery).then(() => {
    progress.consumers[channel.name] -= 1;
  });
  return true;
}

async function take(world: World, progress: Progress, turn: Turn): Promise<void> {
  const { actor, label } = turn;
  const end = endBefore(world, turn);
  if (end !== undefined) {
    if (label.startsWith('executor.dispatch(') && world.random.chance(0.3)) orderLate(world, turn.effect);
    return crash(world, progress, turn, `${end} before ${label}`);
  }
  const [answer] = await Promise.allSettled([turn.effect()]);
  world.note(actor.name, `${label} -> ${brief(answer.status === 'fulfilled' ? answer.value : answer.reason)}`);
  if (isStruck(world, turn, 'crashAfter')) crash(world, progress, turn, `crashed after ${label}`);
  else turn.resume(answer);
}

function endBefore(world: World, turn: Turn): string | undefined {
  const { endsAt } = turn.actor;
  if (endsAt !== undefined && endsAt <= world.fakes.clock.now()) return 'out of time';
  return isStruck(world, turn, 'crashBefore') ? 'crashed' : undefined;
}

function isStruck({ plan, random }: World, { actor }: Turn, fault: 'crashBefore' | 'crashAfter'): boolean {
  return actor.isMortal && plan.isActive && random.chance(plan[fault]);
}

function crash(world: World, progress: Progress, { actor }: Turn, why: string): void {
  if (actor.runId !== undefined) world.monitor.excuse(actor.runId);
  if (world.reviews !== undefined) excuse(world.reviews, actor);
  progress.crashes += 1;
  actor.crash(why);
}

/** Nobody can go on now: the clock moves to the next moment at which something is due. False when nothing ever is. */
async function moveClock(world: World, progress: Progress): Promise<boolean> {
  const next = nextMoment(world, progress.nextTickAt);
  if (progress.quietTicks < QUIET_TICKS) return jumpTo(world, earliest([next, progress.nextTickAt]));
  progress.quietTicks = 0;
  if (next === undefined) return lookAgain(world, progress);
  progress.looks = 0;
  return jumpTo(world, next);
}

/**
 * The world rests: runs and slots must be in order now, whatever is dead-lettered. Then dead letters are replayed, mappings that
 * were suspended late are resumed, and then a day passes; each may wake something. When neither did, it is over.
 */
async function lookAgain(world: World, progress: Progress): Promise<boolean> {
  const { fakes, plan } = world;
  if (plan.isActive) {
    await endFaults(world);
    return true;
  }
  progress.looks += 1;
  if (progress.looks > 2) return false;
  await checkRuns(world);
  if (progress.looks === 2) return jumpTo(world, plus(fakes.clock.now(), DAY_MS + HOUR_MS));
  const deadLetters = fakeDeadLetters(fakes);
  const replayed = (await deadLetters.replay('candidates')) + (await deadLetters.replay('lifecycle'));
  world.note('admin', `replays ${replayed} dead letters`);
  await resumeAll(world);
  return true;
}

function jumpTo({ fakes }: World, at: Instant | undefined): true {
  if (at !== undefined) fakes.clock.advance(Math.max(0, elapsedMs(fakes.clock.now(), at)));
  return true;
}

/** When the next thing is due that lies ahead; a timer that is due already waits for the next watch. */
function nextMoment(world: World, nextTickAt: Instant): Instant | undefined {
  const now = world.fakes.clock.now();
  const timerDueAt = world.fakes.timers.waiting()[0]?.dueAt;
  const moments = [
    world.scheduler.nextReadyAt(),
    ...world.channels.map((channel) => channel.nextVisibleAt()),
    ...world.lateEffects.map((effect) => effect.at),
    timerDueAt !== undefined && timerDueAt <= now ? nextTickAt : timerDueAt,
  ];
  return earliest(moments.filter((moment) => moment !== undefined && moment > now));
}

function earliest(moments: readonly (Instant | undefined)[]): Instant | undefined {
  return moments.filter((moment) => moment !== undefined).sort()[0];
}
