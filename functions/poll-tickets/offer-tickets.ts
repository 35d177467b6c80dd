import type { AssessedMark } from '../../shared/domain/assessed-mark.ts';
import { freeSlots } from '../../shared/domain/bucket.ts';
import { FRESH_MS, pastOf, withOffer } from '../../shared/domain/offered.ts';
import { select } from '../../shared/domain/selection.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import { elapsedMs, type Instant } from '../../shared/domain/time.ts';
import { admitWish } from './admit-wish.ts';
import { assessTickets, assessUnlisted, waitingRecords } from './assess-tickets.ts';
import { forgetUnmarked } from './forget-unmarked.ts';
import { inParts } from './in-parts.ts';
import type { MarkedListing } from './list-marked.ts';
import { noteMissed } from './note-missed.ts';
import { noteTicket } from './note-ticket.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';
import { tellChanges } from './tell-changes.ts';

/** Assesses what was listed, notes why what waits is waiting, and offers what fits; answers how many were offered. */
export async function offerTickets(deps: PollTicketsDeps, listing: MarkedListing): Promise<number> {
  const waiting = await waitingRecords(deps, listing.tracker);
  const marks = await admitWishes(deps, await assessTickets(deps, listing, waiting));
  const { chosen, atCapacity } = await selectAmong(deps, marks);
  const full = new Set(atCapacity.map(({ mark }) => mark));
  const offered = new Set(chosen.map(({ mark }) => mark));
  const note = (mark: AssessedMark) => noteTicket(deps, mark, full.has(mark));
  // What fits is offered before anything else is noted: however much waits, it waits for none of that.
  for (const mark of offered) await offer(deps, { ...mark, record: await note(mark) });
  await inParts(
    marks.filter((mark) => !offered.has(mark)),
    async (mark) => void (await note(mark)),
  );
  const unlisted = await assessUnlisted(deps, listing);
  for (const mark of unlisted) if (mark.record?.status === 'awaiting_approval') await noteTicket(deps, mark, false);
  for (const mark of [...marks, ...unlisted]) await askForReview(deps, mark);
  const changed = await tellChanges(
    deps,
    listing,
    new Map(marks.flatMap(({ ticket, record }) => (record ? [[ticketName(ticket), record]] : []))),
  );
  await noteMissed(deps, listing, { marks: [...marks, ...unlisted], changed });
  await forgetUnmarked(deps, listing, waiting.own);
  return chosen.length;
}

/** What holds a slot is about to run, or runs: it is no offer any more. */
async function selectAmong(deps: PollTicketsDeps, marks: readonly AssessedMark[]) {
  const now = deps.clock.now();
  const buckets = new Map((await deps.buckets.all()).map((bucket) => [bucket.bucketId, bucket]));
  const offers = marks.flatMap((mark) => {
    if (mark.assessment.verdict !== 'offer') return [];
    const { offer: made } = mark.assessment;
    const isHeld = buckets.get(made.bucketId)?.slots[made.ticketId] !== undefined;
    return isHeld ? [] : [{ ...made, ...pastOf(mark.record, now), mark }];
  });
  const free = Object.fromEntries([...buckets].map(([bucketId, bucket]) => [bucketId, freeSlots(bucket)]));
  return select(offers, free, new Set(marks.flatMap((mark) => refusedBucketOf(mark, now))));
}

/** What the 24-hour rule holds is foreseen once dispatch-run has said so, and is no offer any more. */
function refusedBucketOf({ record, assessment }: AssessedMark, now: Instant): string[] {
  if (assessment.verdict !== 'wait' || assessment.reason !== 'dispatched_recently') return [];
  const { offered, waiting } = record ?? {};
  const isLately = offered?.isAnswered === true && elapsedMs(offered.at, now) <= FRESH_MS;
  return isLately && waiting?.bucketId !== undefined ? [waiting.bucketId] : [];
}

/** A wish to retry lifts the 24-hour rule before capacity is looked at, so that the ticket can wait like any other. */
async function admitWishes(deps: PollTicketsDeps, marks: readonly AssessedMark[]): Promise<AssessedMark[]> {
  const admitted: AssessedMark[] = [];
  for (const mark of marks) {
    const isWish = mark.assessment.verdict === 'offer' && mark.assessment.isRetryWish;
    admitted.push(isWish ? await admitWish(deps, mark) : mark);
  }
  return admitted;
}

/** The listing says only that a plan may be approved; advance-run looks at ticket and plan. */
async function askForReview(deps: PollTicketsDeps, { assessment, record, ticket }: AssessedMark): Promise<void> {
  if (assessment.verdict !== 'review' || record?.plan === undefined) return;
  const { tracker, ticketId } = ticket;
  await deps.lifecycle.send({
    type: 'PlanApproved',
    ...{ tracker, ticketId, runId: record.plan.runId, seenAt: deps.clock.now() },
  });
}

/** Noted after it is sent: a poll that is cut off in between offers it once more. */
async function offer(deps: PollTicketsDeps, { assessment, ticket, record }: AssessedMark): Promise<void> {
  if (assessment.verdict !== 'offer') return;
  const { next, mapping } = assessment;
  const offeredAt = deps.clock.now();
  const runId = next?.runId ?? deps.ids.ulid();
  await deps.candidates.offer({
    tracker: ticket.tracker,
    ticketId: ticket.ticketId,
    phase: assessment.offer.phase,
    runId,
    mappingId: mapping.mappingId,
    attempt: next?.attempt ?? 1,
    retryOf: next?.retryOf,
    isExplicit: next?.isExplicit,
    offeredAt,
  });
  if (record !== undefined) await deps.tickets.write(withOffer(record, runId, offeredAt));
}
