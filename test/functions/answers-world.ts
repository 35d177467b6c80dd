import { expect, test } from 'vitest';
import { showTicket } from '../../functions/advance-run/show-ticket.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import type { TrackerName } from '../../shared/domain/ticket.ts';
import type { WantedComment } from '../../shared/domain/ticket-record.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { Outcome } from '../adapters/answers/broken-answers.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { aWorld } from './world.ts';

/** A request of the port, what answers it, and what that means. */
interface Cell<Answer extends string> {
  row: string;
  answer: Answer;
  outcome: Outcome;
}

export interface AnsweredTracker<Answer extends string> {
  name: TrackerName;
  /** What makes a mapping one of this tracker's, and the bucket of its runs. */
  mapping: Partial<ProjectMapping>;
  bucketId: string;
  service: () => {
    aTicket(): Promise<{ tracker: Tracker; ticketId: string; key: string }>;
    answer(row: string, name: Answer): unknown;
    recover(): void;
  };
  /** Cells of what the outbox asks for; each with the comment that is wanted in it. */
  shown: (Cell<Answer> & { comment: WantedComment })[];
  /** Cells of a look at the ticket before it is admitted. */
  read: Cell<Answer>[];
  /** Cells of the listing, none of which is success. */
  listed: Cell<Answer>[];
}

/** A world whose one ticket is on the tracker behind the proxy. */
export async function startAnswered<Answer extends string>(given: AnsweredTracker<Answer>) {
  const { name, bucketId } = given;
  const { tracker, ticketId, key } = await given.service().aTicket();
  const world = await aWorld({ mapping: { ...given.mapping, mappingId: 'backend' }, tickets: [] });
  await world.buckets.saveLimit({ bucketId, tracker: name, limit: 1 });
  const trackers: Partial<Record<TrackerName, Tracker>> = { [name]: tracker };
  const ref = { tracker: name, ticketId };
  const candidate = aCandidate({ ...ref, mappingId: 'backend', offeredAt: world.clock.now() });
  return {
    ...{ world, tracker, trackers, ticketId, key, ref },
    dispatch: () => dispatchRun({ ...world.dispatch, trackers }, candidate),
    /** What stands of the run: who holds slots, the run, whether the mapping is suspended. */
    async standing() {
      const slots = Object.keys((await world.buckets.read(bucketId))?.slots ?? {});
      const run = await world.runs.read(candidate.runId);
      return { slots, run: run?.status, suspended: (await world.mappings.read('backend'))?.suspended };
    },
  };
}

const NOTHING_STARTED = { slots: [], run: undefined, suspended: undefined };

/** What stands in our own records after an answer of the tracker's: only what says that a ticket is gone may end anything. */
export function answersThroughUseCases<Answer extends string>(given: AnsweredTracker<Answer>): void {
  const { service, shown, read, listed } = given;

  test.each(shown)('the outbox after $row is answered by $answer', async ({ row, answer, outcome, comment }) => {
    const { world, trackers, ref, key } = await startAnswered(given);
    const wanted = { ...ref, key, comments: [comment] };
    await world.tickets.write(aTicketRecord({ ...wanted, status: 'pr_ready', shownStage: 'implementing' }));
    service().answer(row, answer);
    await showTicket({ ...world.advance, trackers }, ref);
    const record = await world.tickets.read(ref);
    const left = [...(record?.shownStage === 'pr_ready' ? [] : ['markers']), ...(record?.comments ?? [])];

    expect({
      isLeft: left.length > 0,
      refusals: record?.unshown?.reduce((sum, { refusals }) => sum + refusals, 0),
      timers: world.timers.waiting().map(({ kind }) => kind),
    }).toEqual(outboxOf(outcome));
    service().recover();
    world.clock.advance(HOUR_MS);
    if (outcome === 'gone') return;
    await showTicket({ ...world.advance, trackers }, ref);
    const recovered = await world.tickets.read(ref);
    expect(recovered).toMatchObject({ shownStage: 'pr_ready', comments: [] });
    expect(recovered?.unshown).toBeUndefined();
  });

  test.each(read)('slot, run and mapping after $row is answered by $answer', async ({ row, answer }) => {
    const { dispatch, standing, world } = await startAnswered(given);
    service().answer(row, answer);
    await dispatch();

    expect(await standing()).toEqual(NOTHING_STARTED);
    expect(world.executor.executions).toEqual([]);
  });

  test.each(listed)('what waits after $row is answered by $answer', async ({ row, answer }) => {
    const { world, tracker, ref, key, standing } = await startAnswered(given);
    await world.tickets.write(aTicketRecord({ ...ref, key }));
    world.clock.advance(HOUR_MS);
    service().answer(row, answer);
    await Promise.allSettled([pollTickets({ ...world.poll, trackers: [tracker] })]);

    expect(await world.tickets.read(ref)).toMatchObject({ status: 'ready' });
    expect(world.candidates.waiting()).toEqual([]);
    expect(await world.settings.readPollState(given.name)).toMatchObject({ failuresInARow: 1 });
    expect(await standing()).toEqual(NOTHING_STARTED);
  });

  test('what is answered as it is asked for is believed: a ticket runs, and one whose trigger was taken off is forgotten', async () => {
    const { world, tracker, ref, key, dispatch, standing } = await startAnswered(given);
    await dispatch();
    expect(await standing()).toEqual({ slots: [ref.ticketId], run: 'dispatched', suspended: undefined });
    const other = aTicketRecord({ ...ref, key, ticketId: '999' });
    await world.tickets.write(other);
    world.clock.advance(HOUR_MS);
    await pollTickets({ ...world.poll, trackers: [tracker] });

    expect(await world.tickets.read(other)).toBeUndefined();
  });
}

/** One try: what is out of reach waits, what is refused is counted and waits, and what is gone is wanted no more. */
function outboxOf(outcome: Outcome) {
  if (outcome === 'gone') return { isLeft: false, refusals: undefined, timers: [] };
  return { isLeft: true, refusals: outcome === 'deferred' ? 0 : 1, timers: ['show-ticket'] };
}
