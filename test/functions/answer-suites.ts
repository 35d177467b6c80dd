import { expect, test } from 'vitest';
import { checkTracker } from '../../functions/admin/mappings/check-tracker.ts';
import { takeNotice } from '../../functions/advance-run/notices/take-notice.ts';
import { reviewPlan } from '../../functions/advance-run/review-plan.ts';
import { showTicket } from '../../functions/advance-run/show-ticket.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { planCommentsOf, ticketText } from '../../shared/domain/plan.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import type { Outcome } from '../adapters/answers/broken-answers.ts';
import type { UseCase } from '../adapters/answers/through.ts';
import { anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { type AnsweredTracker, cellsThrough, startAnswered } from './answers-world.ts';

const NOTHING_STARTED = { slots: [], run: undefined, suspended: undefined };

/** What stands in our own records after an answer of the tracker's: only what says that a ticket is gone may end anything. */
export function answersThroughUseCases<Answer extends string>(given: AnsweredTracker<Answer>): void {
  for (const suite of Object.values(SUITES)) suite(given);

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

type Suite = <Answer extends string>(given: AnsweredTracker<Answer>) => void;

const outbox: Suite = (given) =>
  test.each(cellsThrough(given, 'outbox'))('the outbox after $row is answered by $answer', async (cell) => {
    const { row, answer, outcome, comment } = cell;
    const { world, trackers, ref, key } = await startAnswered(given);
    const wanted = { ...ref, key, comments: [comment] };
    await world.tickets.write(aTicketRecord({ ...wanted, status: 'pr_ready', shownStage: 'implementing' }));
    const answered = given.service().answer(row, answer);
    await showTicket({ ...world.advance, trackers }, ref);
    const record = await world.tickets.read(ref);
    const left = [...(record?.shownStage === 'pr_ready' ? [] : ['markers']), ...(record?.comments ?? [])];

    expect(answered()).toBeGreaterThan(0);
    expect({
      isLeft: left.length > 0,
      refusals: record?.unshown?.reduce((sum, { refusals }) => sum + refusals, 0),
      timers: world.timers.waiting().map(({ kind }) => kind),
    }).toEqual(outboxOf(outcome));
    given.service().recover();
    world.clock.advance(HOUR_MS);
    if (outcome === 'gone') return;
    await showTicket({ ...world.advance, trackers }, ref);
    const recovered = await world.tickets.read(ref);
    expect(recovered).toMatchObject({ shownStage: 'pr_ready', comments: [] });
    expect(recovered?.unshown).toBeUndefined();
  });

/** One try: what is out of reach waits, what is refused is counted and waits, and what is gone is wanted no more. */
function outboxOf(outcome: Outcome) {
  if (outcome === 'gone') return { isLeft: false, refusals: undefined, timers: [] };
  return { isLeft: true, refusals: outcome === 'deferred' ? 0 : 1, timers: ['show-ticket'] };
}

const admission: Suite = (given) =>
  test.each(cellsThrough(given, 'admission'))(
    'slot, run and mapping after $row is answered by $answer',
    async ({ row, answer }) => {
      const { dispatch, standing, world } = await startAnswered(given);
      const answered = given.service().answer(row, answer);
      await dispatch();

      expect(answered()).toBeGreaterThan(0);
      expect(await standing()).toEqual(NOTHING_STARTED);
      expect(world.executor.executions).toEqual([]);
    },
  );

/** They are no condition: what is refused counts as nothing, and what is out of reach is waited for. */
const surroundings: Suite = (given) =>
  test.each(cellsThrough(given, 'surroundings'))(
    'a ticket after $row is answered by $answer: $outcome',
    async ({ row, answer, outcome }) => {
      const { dispatch, standing, ticketId } = await startAnswered(given);
      const answered = given.service().answer(row, answer);
      await dispatch();

      expect(answered()).toBeGreaterThan(0);
      const started = { slots: [ticketId], run: 'dispatched', suspended: undefined };
      expect(await standing()).toEqual(outcome === 'deferred' ? NOTHING_STARTED : started);
    },
  );

const poll: Suite = (given) =>
  test.each(cellsThrough(given, 'poll'))('what waits after $row is answered by $answer', async (cell) => {
    const { row, answer, outcome } = cell;
    // A refusal to tell of what is under way keeps nobody from starting.
    const isPassedOver = row === 'readMany' && outcome.startsWith('refused');
    const { world, tracker, ref, key, standing } = await startAnswered(given);
    await world.tickets.write(aTicketRecord({ ...ref, key }));
    const unlisted = aTicketRecord({ ...ref, ticketId: '999', key: 'GONE-1', status: 'pr_ready' });
    await world.tickets.write(unlisted);
    world.clock.advance(HOUR_MS);
    const answered = given.service().answer(row, answer);
    await Promise.allSettled([pollTickets({ ...world.poll, trackers: [tracker] })]);

    expect(answered()).toBeGreaterThan(0);
    expect(await world.tickets.read(ref)).toMatchObject({ status: 'ready' });
    expect(await world.tickets.read(unlisted)).toMatchObject({ status: 'pr_ready' });
    expect(world.lifecycle.waiting()).toEqual([]);
    expect(world.candidates.waiting()).toHaveLength(isPassedOver ? 1 : 0);
    expect(await world.settings.readPollState(given.name)).toMatchObject({ failuresInARow: isPassedOver ? 0 : 1 });
    expect(await standing()).toEqual(NOTHING_STARTED);
  });

const approval: Suite = (given) =>
  test.each(cellsThrough(given, 'approval'))('an approval after $row is answered by $answer', async (cell) => {
    const { row, answer } = cell;
    const { world, tracker, trackers, ref, key } = await startAnswered(given);
    given.service().approve(key);
    const mappingId = 'backend';
    const held = await world.mappings.read(mappingId);
    await world.mappings.save({ ...(held ?? expect.unreachable()), planningEnabled: true, autoApprovePlans: false });
    const ticket = (await tracker.read(ref.ticketId)) ?? expect.unreachable();
    const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(ticket)) });
    for (const { key: section, commentId } of planCommentsOf(ref, plan, world.ids.uuidFrom))
      await tracker.comment(ref.ticketId, { commentId, body: `Its ${section}.` });
    await world.tickets.write(anAwaitingRecord({ ...ref, key, mappingId, bucketId: given.bucketId, plan }));
    world.clock.advance(3 * HOUR_MS);
    const review = () => reviewPlan({ ...world.advance, trackers }, ref);
    const approvedBy = async () => (await world.tickets.read(ref))?.plan?.approval?.by;
    const answered = given.service().answer(row, answer);
    await review();

    expect(answered()).toBeGreaterThan(0);
    expect(await approvedBy()).toEqual(approverOf(cell, given.name));
    const offered = world.candidates.waiting().map(({ phase }) => phase);
    // A plan whose comments are gone is planned anew.
    if (isDeleted(cell)) return expect(offered).toEqual(['planning']);
    expect(offered).toEqual(approverOf(cell, given.name) === undefined ? [] : ['implementation']);
    given.service().recover();
    await review();
    expect(await approvedBy()).toEqual(approverOf(cell, given.name) ?? named(given.name));
  });

/** What is not known starts nothing, and is offered with the next delivery that is. */
const notice: Suite = (given) =>
  test.each(cellsThrough(given, 'notice'))('what is noticed after $row is answered by $answer', async (cell) => {
    const { world, trackers, ref, standing } = await startAnswered(given);
    const answered = given.service().answer(cell.row, cell.answer);
    const take = () => takeNotice({ ...world.advance, trackers }, ref);
    await take();

    expect(answered()).toBeGreaterThan(0);
    expect(world.candidates.waiting()).toEqual([]);
    expect(await standing()).toEqual(NOTHING_STARTED);
    given.service().recover();
    await take();
    expect(world.candidates.waiting()).toHaveLength(1);
  });

const named = (tracker: string) => expect.stringMatching(new RegExp(`.+ \\(${tracker}\\)$`));

/** Who approved is no condition; all else must be known. */
function approverOf({ row, outcome }: { row: string; outcome: Outcome }, tracker: string) {
  return row === 'approver' && outcome !== 'deferred' ? tracker : undefined;
}

const isDeleted = ({ row, outcome }: { row: string; outcome: Outcome }) => row === 'ourComments' && outcome === 'gone';

const check: Suite = (given) =>
  test.each(cellsThrough(given, 'check'))(
    'what an admin is told after $row is answered by $answer: $outcome',
    async ({ row, answer, outcome }) => {
      const { world, tracker } = await startAnswered(given);
      const trackers = { [given.name]: async () => tracker };
      const before = await world.mappings.read('backend');
      const ask = () => checkTracker({ ...world, trackers }, { mappingId: 'backend' });
      const answered = given.service().answer(row, answer);
      const told = await ask().catch((thrown: unknown) => thrown);

      expect(answered()).toBeGreaterThan(0);
      expect(told).toMatchObject(checkOf(outcome));
      expect(await world.mappings.read('backend')).toEqual(before);
      given.service().recover();
      expect((await ask()).checks.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    },
  );

/** What a tracker says against the settings of a mapping is what is asked for. */
function checkOf(outcome: Outcome) {
  if (outcome === 'value') return { checks: expect.arrayContaining([expect.objectContaining({ verdict: 'failed' })]) };
  return { code: outcome === 'deferred' ? 'tracker_unavailable' : 'tracker_refused' };
}

/** One of each use case. */
const SUITES: Record<UseCase, Suite> = { outbox, admission, surroundings, poll, approval, notice, check };
