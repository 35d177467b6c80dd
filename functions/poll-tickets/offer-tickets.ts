import { assess } from '../../shared/domain/assessment.ts';
import { freeSlots } from '../../shared/domain/bucket.ts';
import { mappingFor, narrowestMappings } from '../../shared/domain/mapping.ts';
import { select } from '../../shared/domain/selection.ts';
import { type Ticket, ticketName } from '../../shared/domain/ticket.ts';
import { admitWish } from './admit-wish.ts';
import { forgetUnmarked } from './forget-unmarked.ts';
import type { MarkedListing } from './list-marked.ts';
import { type AssessedMark, noteTicket } from './note-ticket.ts';
import type { PollTicketsDeps } from './poll-tickets-deps.ts';

/** Assesses what was listed, notes why what waits is waiting, and offers what fits; answers how many were offered. */
export async function offerTickets(deps: PollTicketsDeps, listing: MarkedListing): Promise<number> {
  const marks = await admitWishes(deps, await assessAll(deps, listing.tickets));
  const offers = marks.flatMap((mark) =>
    mark.assessment.verdict === 'offer' ? [{ ...mark.assessment.offer, mark }] : [],
  );
  const free = Object.fromEntries((await deps.buckets.all()).map((bucket) => [bucket.bucketId, freeSlots(bucket)]));
  const { chosen, atCapacity } = select(offers, free);
  const full = new Set(atCapacity.map((offer) => offer.mark));
  for (const mark of marks) await noteTicket(deps, mark, full.has(mark));
  for (const { mark } of chosen) await offer(deps, mark);
  for (const mark of marks) await askForReview(deps, mark);
  await forgetUnmarked(deps, listing);
  return chosen.length;
}

async function assessAll(deps: PollTicketsDeps, tickets: readonly Ticket[]): Promise<AssessedMark[]> {
  const mappings = await deps.mappings.all();
  const records = new Map((await deps.tickets.readMany(tickets)).map((record) => [ticketName(record), record]));
  const now = deps.clock.now();
  return tickets.map((ticket) => {
    const record = records.get(ticketName(ticket));
    const mapping = mappingFor(mappings, ticket);
    const rivals = narrowestMappings(mappings, ticket).map(({ name }) => name);
    const { isRetryByMarking } = deps;
    return { ticket, record, mapping, assessment: assess({ ticket, record, mapping, rivals, now, isRetryByMarking }) };
  });
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

async function offer(deps: PollTicketsDeps, mark: AssessedMark): Promise<void> {
  const { assessment, ticket } = mark;
  if (assessment.verdict !== 'offer') return;
  const { next, mapping } = assessment;
  await deps.candidates.offer({
    tracker: ticket.tracker,
    ticketId: ticket.ticketId,
    phase: assessment.offer.phase,
    runId: next?.runId ?? deps.ids.ulid(),
    mappingId: next?.mappingId ?? mapping.mappingId,
    attempt: next?.attempt ?? 1,
    retryOf: next?.retryOf,
    isExplicit: next?.isExplicit,
    offeredAt: deps.clock.now(),
  });
}
