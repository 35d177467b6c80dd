import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { markerChangeOf } from '../../shared/domain/marker-change.ts';
import type { TicketRecord, TicketStatus, WantedComment } from '../../shared/domain/ticket-record.ts';
import { HOUR_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { type FakeTracker, fakeTracker } from '../fakes/fake-tracker.ts';
import { type Random, seededRandom } from '../simulation/random.ts';
import { aWorld, type World } from './world.ts';

const KINDS = ['refused', 'out', 'cut off', 'anonymous'] as const;
type Kind = (typeof KINDS)[number];
type Operation = keyof FakeTracker['calls'];

/** Every operation of the port: the fake counts each, and does not compile without one. */
const OPERATIONS = Object.keys(fakeTracker().calls) as Operation[];

/** An operation that fails until a moment, or for ever; of `comment` perhaps for one comment only. */
interface Fault {
  operation: Operation;
  commentId: string | undefined;
  kind: Kind;
  until: Instant | undefined;
}

const STATUSES: readonly TicketStatus[] = [
  'planning',
  'implementing',
  'pr_ready',
  'implementation_failed',
  'cancelled',
];
const HOURS = 14;
const STEP_MS = 5 * MINUTE_MS;

/**
 * One ticket whose outbox is full, and a tracker of which random operations fail; then half a day of timers. Answers what is
 * wrong: everything whose operation works in the end is on the ticket, and everything else stands on the record with its
 * reason, given up only where it was refused.
 */
export async function problemsOfStorm(seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  const world = await aWorld();
  const comments = Array.from({ length: random.below(5) }, (_, n) => ({ commentId: `c${n}`, body: `comment ${n}` }));
  const status = random.pick(STATUSES) ?? 'pr_ready';
  const faults = Array.from({ length: 1 + random.below(4) }, () => aFault(random, comments, world.clock.now()));
  await world.tickets.write(aTicketRecord({ status, shownStage: 'unknown', comments }));
  world.advance.trackers = { linear: failing(world, faults) };
  await advanceRun(world.advance, { type: 'TimerDue', timer: reminderAt(world.clock.now()) });
  const problems = problemsAfterOneTry(world, comments, faults);
  for (let passed = 0; passed < HOURS * HOUR_MS; passed += STEP_MS) {
    problems.push(...(await problemsNow(world, comments)));
    world.clock.advance(STEP_MS);
    await fireTimers(world);
  }
  return [...new Set([...problems, ...(await problemsAtTheEnd(world, comments, faults))])];
}

const reminderAt = (dueAt: Instant) => ({ kind: 'show-ticket', dueAt, ...refOf() }) as const;
const refOf = () => ({ tracker: 'linear', ticketId: aTicket().ticketId }) as const;

function aFault(random: Random, comments: readonly WantedComment[], now: Instant): Fault {
  // Mostly those by which a ticket is shown.
  const operation = random.pick(random.chance(0.8) ? (['show', 'comment'] as const) : OPERATIONS) ?? 'show';
  const one = operation === 'comment' && random.chance(0.8) ? random.pick(comments)?.commentId : undefined;
  const kind = random.pick(KINDS) ?? 'out';
  const passes = kind !== 'refused' && random.chance(0.7);
  // A refusal that an outage hid until then still takes two hours, or eight tries, to be given up.
  const until = passes ? plus(now, random.below((HOURS - 4) * HOUR_MS)) : undefined;
  return { operation, commentId: one, kind, until };
}

function faultOf(faults: readonly Fault[], operation: Operation, now: Instant, comment?: WantedComment) {
  return faults.find(
    (fault) =>
      fault.operation === operation &&
      (fault.commentId === undefined || fault.commentId === comment?.commentId) &&
      (fault.until === undefined || now < fault.until),
  );
}

/** The fake tracker as it answers while operations of it fail. */
function failing(world: World, faults: readonly Fault[]): Tracker {
  const around =
    (operation: Operation, effect: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]) => {
      const fault = faultOf(faults, operation, world.clock.now(), args[1] as WantedComment | undefined);
      if (fault === undefined) return effect(...args);
      if (fault.kind === 'refused') throw new ServiceRefusal('linear', operation, 'INPUT_ERROR');
      if (fault.kind === 'cut off') await effect(...args);
      const reason = fault.kind === 'anonymous' ? 'credential_refused' : 'outage';
      throw new ServiceUnavailable('linear', reason, `${operation} was not answered`);
    };
  const { tracker } = world;
  const operations = OPERATIONS.map((operation) => [
    operation,
    around(operation, tracker[operation] as (...args: unknown[]) => Promise<unknown>),
  ]);
  return { ...tracker, ...Object.fromEntries(operations) };
}

async function fireTimers(world: World): Promise<void> {
  for (const timer of await world.timers.due(world.clock.now(), 100)) {
    await world.timers.remove(timer);
    await advanceRun(world.advance, { type: 'TimerDue', timer });
  }
}

async function recordOf(world: World): Promise<TicketRecord> {
  const record = await world.tickets.read(refOf());
  if (record === undefined) throw new Error('the record is gone');
  return record;
}

/** What works waits for nothing that does not. */
function problemsAfterOneTry(world: World, comments: readonly WantedComment[], faults: readonly Fault[]): string[] {
  const onTicket = world.tracker.commentsOn(aTicket().ticketId).map(({ commentId }) => commentId);
  const working = comments.filter((comment) => faultOf(faults, 'comment', world.clock.now(), comment) === undefined);
  const held = working.filter(({ commentId }) => !onTicket.includes(commentId));
  return held.map(({ commentId }) => `${commentId} waits for another one`);
}

/** Whatever happens: nothing is lost between record and ticket, and one reminder stands while something is left. */
async function problemsNow(world: World, comments: readonly WantedComment[]): Promise<string[]> {
  const record = await recordOf(world);
  const onTicket = world.tracker.commentsOn(record.ticketId).map(({ commentId }) => commentId);
  const kept = [
    ...record.comments.map(({ commentId }) => commentId),
    ...(record.unshown ?? []).map(({ what }) => what),
  ];
  const lost = comments.filter(({ commentId }) => !onTicket.includes(commentId) && !kept.includes(commentId));
  const timers = world.timers.waiting().length;
  return [
    ...lost.map(({ commentId }) => `${commentId} is lost`),
    ...(timers > 1 ? [`${timers} timers stand`] : []),
    ...(timers === 0 && record.remindAt !== undefined ? ['no timer stands'] : []),
  ];
}

async function problemsAtTheEnd(
  world: World,
  comments: readonly WantedComment[],
  faults: readonly Fault[],
): Promise<string[]> {
  const record = await recordOf(world);
  const markers = (await world.tracker.read(record.ticketId))?.markers ?? [];
  const { add, remove } = markerChangeOf(record);
  const areShown = add.every((one) => markers.includes(one)) && !remove.some((one) => markers.includes(one));
  const now = world.clock.now();
  const bodies = new Map(world.tracker.commentsOn(record.ticketId).map(({ commentId, body }) => [commentId, body]));
  return [
    ...problemOf(record, 'markers', faultOf(faults, 'show', now), areShown),
    ...comments.flatMap((comment) =>
      problemOf(
        record,
        comment.commentId,
        faultOf(faults, 'comment', now, comment),
        bodies.get(comment.commentId) === comment.body,
      ),
    ),
    ...problemOfNotice(record, faults, now, [...bodies.values()]),
  ];
}

function problemOf(record: TicketRecord, what: string, fault: Fault | undefined, isShown: boolean): string[] {
  const unshown = record.unshown?.find((one) => one.what === what);
  if (fault === undefined)
    return isShown ? [] : [`${what} is not shown (given up: ${unshown?.isGivenUp}), and nothing is in its way`];
  if (fault.kind === 'cut off' && isShown && unshown === undefined) return [];
  if (unshown === undefined || unshown.reason === '')
    return [`${what} is not shown (${fault.kind}), and nobody is told why`];
  if (unshown.isGivenUp !== (fault.kind === 'refused'))
    return [`${what} is ${unshown.isGivenUp ? '' : 'not '}given up (${fault.kind})`];
  return [];
}

/** A ticket whose comments are not refused as a whole tells of what was given up. */
function problemOfNotice({ unshown = [] }: TicketRecord, faults: readonly Fault[], now: Instant, bodies: string[]) {
  const isTellable = faultOf(faults, 'comment', now) === undefined;
  const isWanted = unshown.some(({ isGivenUp }) => isGivenUp);
  const isTold = bodies.some((body) => body.includes('is given up'));
  return isTellable && isWanted && !isTold ? ['what was given up is not told on the ticket'] : [];
}
