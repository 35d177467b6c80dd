import { afterAll, beforeAll, expect, test } from 'vitest';
import { showTicket } from '../../functions/advance-run/show-ticket.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { cellsOf, startAnsweredJira } from '../adapters/answers/jira-answers.ts';
import { aCandidate } from '../builders/a-candidate.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { aWorld } from './world.ts';

// What stands in our own records after an answer of Jira's: only what says that a ticket is gone may end anything.

let jira: Awaited<ReturnType<typeof startAnsweredJira>>;
beforeAll(async () => {
  jira = await startAnsweredJira();
});
afterAll(() => jira?.stop());

const MAPPING = { tracker: 'jira', jql: 'project = PROJ', repoFieldValue: 'acme/backend' } as const;
const BUCKET = 'jira#backend';
const COMMENT = { commentId: 'c0ffee00-0000-4000-8000-000000000001', body: 'The pull request is ready.' };

/** A world whose tickets are on Jira, with one of them. */
async function start() {
  const { tracker, ticketId, key } = await jira.aTicket();
  const world = await aWorld({ mapping: { ...MAPPING, mappingId: 'backend' }, tickets: [] });
  await world.buckets.saveLimit({ bucketId: BUCKET, tracker: 'jira', limit: 1 });
  const trackers: { jira: Tracker } = { jira: tracker };
  return { world, tracker, trackers, ticketId, key, ref: { tracker: 'jira', ticketId } as const };
}

const SHOWN_ROWS = ['show, its look', 'show, its edit', 'comment, its look', 'comment, a new one'];

test.each(cellsOf(SHOWN_ROWS))('the outbox after $row is answered by $answer', async ({ row, answer, outcome }) => {
  const { world, trackers, ref, key } = await start();
  const comments = [COMMENT];
  await world.tickets.write(aTicketRecord({ ...ref, key, status: 'pr_ready', shownStage: 'implementing', comments }));
  jira.answer(row, answer);
  await showTicket({ ...world.advance, trackers }, ref);
  const record = await world.tickets.read(ref);
  const timers = (await world.timers.due('2027-01-01T00:00:00.000Z', 10)).map(({ kind }) => kind);

  expect({ isWaiting: record?.comments.length === 1 || record?.shownStage === 'implementing', timers }).toEqual(
    outcome === 'gone' ? { isWaiting: false, timers: [] } : { isWaiting: true, timers: ['show-ticket'] },
  );
  jira.recover();
  world.clock.advance(3_600_000);
  if (outcome !== 'deferred') return;
  await showTicket({ ...world.advance, trackers }, ref);
  expect(await world.tickets.read(ref)).toMatchObject({ shownStage: 'pr_ready', comments: [] });
});

test.each(cellsOf(['read']))('slot, run and mapping after $row is answered by $answer', async ({ row, answer }) => {
  const { world, trackers, ref } = await start();
  const candidate = aCandidate({ ...ref, mappingId: 'backend', offeredAt: world.clock.now() });
  jira.answer(row, answer);
  await Promise.allSettled([dispatchRun({ ...world.dispatch, trackers }, candidate)]);

  expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
  expect(await world.runs.read(candidate.runId)).toBeUndefined();
  expect((await world.mappings.read('backend'))?.suspended).toBeUndefined();
});

const LISTED_ROWS = ['marked, its search', 'marked, the fields', 'marked, who we are'];

test.each(cellsOf(LISTED_ROWS))('what waits after $row is answered by $answer', async ({ row, answer }) => {
  const { world, tracker, ref, key } = await start();
  await world.tickets.write(aTicketRecord({ ...ref, key }));
  world.clock.advance(3_600_000);
  jira.answer(row, answer);
  await Promise.allSettled([pollTickets({ ...world.poll, trackers: [tracker] })]);

  expect(await world.tickets.read(ref)).toMatchObject({ status: 'ready' });
  expect(world.candidates.waiting()).toEqual([]);
  expect(await world.settings.readPollState('jira')).toMatchObject({ failuresInARow: 1 });
  expect((await world.mappings.read('backend'))?.suspended).toBeUndefined();
});

test('what is answered as it is asked for is believed: a ticket runs, and one whose trigger was taken off is forgotten', async () => {
  const { world, tracker, trackers, ref, key } = await start();
  const candidate = aCandidate({ ...ref, mappingId: 'backend', offeredAt: world.clock.now() });
  await dispatchRun({ ...world.dispatch, trackers }, candidate);
  expect(Object.keys((await world.buckets.read(BUCKET))?.slots ?? {})).toEqual([ref.ticketId]);
  const other = aTicketRecord({ ...ref, key, ticketId: '999' });
  await world.tickets.write(other);
  world.clock.advance(3_600_000);
  await pollTickets({ ...world.poll, trackers: [tracker] });

  expect(await world.tickets.read(other)).toBeUndefined();
});
