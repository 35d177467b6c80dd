import { DAY_MS, elapsedMs, type Instant, MINUTE_MS, plus, SECOND_MS } from '../../shared/domain/time.ts';
import type { LastPoll, Trouble, TroubleNote } from '../../shared/ports/settings-store.ts';
import { QUEUES, type QueueDepth, type QueueName } from '../../shared/ports/work-queue.ts';
import type { WatchRunsDeps } from './watch-runs-deps.ts';

/** No tracker may be without a poll that succeeded for longer, or for three intervals of polls where those are longer. */
const POLL_SILENCE_MINUTES = 10;
/** Queues are looked at seldom: each look is paid. */
export const LOOK_MS = 5 * MINUTE_MS;
/** Longer than any message waits while its consumer works. */
const WAIT_MS = 15 * MINUTE_MS;
/** What lasts is told again. */
const AGAIN_MS = DAY_MS;
/** Watches come by the minute, and a moment later would cost the next one. */
const EARLY_MS = 10 * SECOND_MS;

/** What is seen now. */
interface Sight {
  name: string;
  says: string;
  count: number;
  /** How long it must be seen before it is told. */
  patienceMs: number;
}

type Deps = Pick<WatchRunsDeps, 'clock' | 'settings' | 'queues' | 'pollIntervalMinutes' | 'tell'>;

/**
 * Tells of polls that do not succeed, of messages that nobody takes, and of dead letters: each once, again where it is more, and once a day
 * while it lasts, so that the alarm that counts what is told goes off for each of them. Answers how many were told.
 */
export async function findTroubles(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const [last, note = { polls: {}, queues: {} }] = await Promise.all([
    deps.settings.readLastPoll(),
    deps.settings.readTroubles(),
  ]);
  const polls = judge(note.polls, sightsOfPolls(last, deps.pollIntervalMinutes, now), now);
  const { queuesLookedAt } = note;
  const isLook = queuesLookedAt === undefined || elapsedMs(queuesLookedAt, now) >= LOOK_MS - EARLY_MS;
  const queues = isLook ? judge(note.queues, await sightsOfQueues(deps), now) : { troubles: note.queues, told: [] };
  const told = [...polls.told, ...queues.told];
  for (const says of told) deps.tell(says);
  const next = { queuesLookedAt: isLook ? now : queuesLookedAt, polls: polls.troubles, queues: queues.troubles };
  // Written last: what was cut off is told twice rather than never.
  if (isLook || !isSame(note, next)) await deps.settings.writeTroubles(next);
  return told.length;
}

function sightsOfPolls(last: LastPoll | undefined, intervalMinutes: number, now: Instant): Sight[] {
  const silenceMs = Math.max(POLL_SILENCE_MINUTES, 3 * intervalMinutes) * MINUTE_MS;
  const isLate = (since: Instant) => plus(since, silenceMs) <= now;
  // Seen twice, since time may have jumped between a poll and a watch.
  const sight = (name: string, says: string, patienceMs = MINUTE_MS): Sight => ({ name, says, count: 1, patienceMs });
  if (last === undefined) return [sight('poll', 'no poll has come to its end yet', silenceMs)];
  if (isLate(last.polledAt)) return [sight('poll', `no poll has come to its end since ${last.polledAt}`)];
  const failing = Object.entries(last.failing).filter(([, since]) => isLate(since));
  return failing.map(([tracker, since]) => sight(tracker, `no poll of ${tracker} has succeeded since ${since}`));
}

async function sightsOfQueues({ queues }: Pick<Deps, 'queues'>): Promise<Sight[]> {
  const sights = await Promise.all(QUEUES.map(async (queue) => sightsOf(queue, await queues.of(queue))));
  return sights.flat();
}

/** Messages of a consumer that works are in its hands. */
function sightsOf(queue: QueueName, { waiting, inHand, deadLetters }: QueueDepth): Sight[] {
  const left = { name: `${queue} left`, says: `nobody takes the messages of ${queue}`, count: 1, patienceMs: WAIT_MS };
  const says = `dead letters of ${queue}: ${deadLetters}`;
  const dead = { name: `${queue} dead`, says, count: deadLetters, patienceMs: 0 };
  return [...(waiting > 0 && inHand === 0 ? [left] : []), ...(deadLetters > 0 ? [dead] : [])];
}

/** What is told of what is seen, and what is known of it from now on. */
function judge(known: Record<string, Trouble>, seen: readonly Sight[], now: Instant) {
  const judged = seen.map(({ name, says, count, patienceMs }) => {
    const { seenAt = now, toldAt, count: before = count } = known[name] ?? {};
    const isRipe = elapsedMs(seenAt, now) >= patienceMs - EARLY_MS;
    const isNew = toldAt === undefined || count > before || elapsedMs(toldAt, now) >= AGAIN_MS;
    const isTold = isRipe && isNew;
    const trouble: Trouble = { seenAt, count, toldAt: isTold ? now : toldAt };
    return { name, says, isTold, trouble };
  });
  return {
    troubles: Object.fromEntries(judged.map(({ name, trouble }) => [name, trouble])),
    told: judged.flatMap(({ says, isTold }) => (isTold ? [says] : [])),
  };
}

function isSame(before: TroubleNote, after: TroubleNote): boolean {
  return JSON.stringify(before.polls) === JSON.stringify(after.polls);
}
