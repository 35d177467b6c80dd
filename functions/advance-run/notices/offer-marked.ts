import { type AssessedMark, assessedMark, WAITING_STATUSES } from '../../../shared/domain/assessed-mark.ts';
import { freeSlots } from '../../../shared/domain/bucket.ts';
import { bucketIdOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import { limitsInForce } from '../../../shared/domain/model-limits.ts';
import { notedRecord } from '../../../shared/domain/noted-mark.ts';
import { pastOf } from '../../../shared/domain/offered.ts';
import { type Ticket, ticketName } from '../../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { standingHold } from '../budget-hold.ts';
import { offerAmong } from '../offer-freed.ts';
import { reviewPlan } from '../review-plan.ts';
import { grantWish } from './grant-wish.ts';

interface SeenMark {
  ticket: Ticket;
  record: TicketRecord | undefined;
  askedAt: Instant;
}

/** Makes of one marked ticket what a poll would: it is offered where a slot is free and no other goes before it, or noted as waiting. */
export async function offerMarked(deps: AdvanceRunDeps, seen: SeenMark): Promise<string> {
  const mappings = await deps.mappings.all();
  const spent = await spentFor(deps, seen.record, mappings);
  const assessed = assessedAs(deps, seen, { mappings, spent, limits: new Map() });
  if (assessed.assessment.verdict === 'review') return reviewPlan(deps, seen.ticket);
  if (assessed.assessment.verdict !== 'offer') return note(deps, assessed);
  const waiting = await deps.tickets.withStatus(...WAITING_STATUSES);
  const mark = assessedAs(deps, seen, { mappings, spent, limits: limitsInForce(waiting, deps.clock.now()) });
  if (mark.assessment.verdict !== 'offer') return note(deps, mark);
  const granted = mark.assessment.isRetryWish ? await grantWish(deps, mark) : mark;
  return granted === undefined ? 'left: a run of the ticket is live, or it changed' : offer(deps, granted, waiting);
}

/** The ticket's name, where the budget that refused it before would again. */
async function spentFor(
  deps: AdvanceRunDeps,
  record: TicketRecord | undefined,
  mappings: readonly ProjectMapping[],
): Promise<ReadonlySet<string>> {
  const mapping = mappings.find(({ mappingId }) => mappingId === record?.waiting?.mappingId);
  if (record === undefined || mapping === undefined) return new Set();
  const hold = await standingHold(deps, record, mapping);
  return new Set(hold === undefined ? [] : [ticketName(record)]);
}

function assessedAs(
  { clock, isRetryByMarking }: Pick<AdvanceRunDeps, 'clock' | 'isRetryByMarking'>,
  { ticket, record, askedAt }: SeenMark,
  known: Pick<Parameters<typeof assessedMark>[0], 'mappings' | 'limits' | 'spent'>,
): AssessedMark {
  return assessedMark({ ...known, now: clock.now(), seenAt: askedAt, isRetryByMarking }, ticket, record);
}

/** The record that stands; undefined when somebody else writes at the same time: the next poll sees it. */
async function noted(
  deps: AdvanceRunDeps,
  mark: AssessedMark,
  isAtCapacity: boolean,
): Promise<TicketRecord | undefined> {
  const record = notedRecord(mark, isAtCapacity, deps.clock.now());
  if (record === undefined || record === mark.record) return record;
  const written = await deps.tickets.write(record);
  return written.outcome === 'written' ? written.record : undefined;
}

async function note(deps: AdvanceRunDeps, mark: AssessedMark): Promise<string> {
  await noted(deps, mark, false);
  const { assessment } = mark;
  return assessment.verdict === 'wait' ? `waits: ${assessment.reason}` : 'left: it runs, or waits for people';
}

async function offer(deps: AdvanceRunDeps, mark: AssessedMark, waiting: readonly TicketRecord[]): Promise<string> {
  const { ticket, mapping, assessment } = mark;
  if (assessment.verdict !== 'offer' || mapping === undefined) return 'left: nothing is to be offered';
  const bucket = await deps.buckets.read(bucketIdOf(mapping));
  if (bucket?.slots[ticket.ticketId] !== undefined) return 'left: it holds a slot';
  if (pastOf(mark.record, deps.clock.now()).isQueued) return 'offered already';
  const free = bucket === undefined ? 0 : freeSlots(bucket);
  const record = await noted(deps, mark, free === 0);
  if (record === undefined) return 'left: the ticket changed';
  if (bucket === undefined || free === 0) return 'waits: at_capacity';
  const { phase } = assessment.offer;
  const { priority, createdAt } = ticket;
  const fresh = { record, phase, priority, createdAt, mappingId: mapping.mappingId };
  const offered = await offerAmong(deps, bucket, { records: [...waiting, record], fresh });
  if (offered.some((one) => ticketName(one) === ticketName(ticket))) return 'offered';
  await noted(deps, { ...mark, record }, true);
  return 'waits: at_capacity';
}
