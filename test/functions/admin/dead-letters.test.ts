import { expect, test } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../shared/contract/admin.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aRun } from '../../builders/a-run.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { anAdminWorld } from './an-admin-world.ts';

const { runId: RUN_ID } = aRun();

test('dead letters are shown, replayed, and the replay is audited', async () => {
  const world = anAdminWorld();
  await world.lifecycle.send({ type: 'RunReported', tracker: 'linear', ticketId: 'ticket-1', runId: RUN_ID });
  world.lifecycle.bury();
  const listed = await world.operations.listDeadLetters({});
  expect(ADMIN_OPERATIONS.listDeadLetters.answer.safeParse(JSON.parse(JSON.stringify(listed))).error).toBeUndefined();
  expect(listed.letters).toMatchObject([{ queue: 'lifecycle', body: expect.stringContaining('RunReported') }]);
  expect(await world.operations.replayDeadLetters({ params: { queue: 'lifecycle' } })).toEqual({
    replayed: 1,
    left: 0,
  });
  expect(world.lifecycle.waiting()).toHaveLength(1);
  expect((await world.operations.listAudit({ query: {} })).entries).toMatchObject([
    { action: 'dead_letters_replayed', subject: 'lifecycle', detail: '1 messages' },
  ]);
});

test('dead letters say what they are, of which ticket, and why their consumer failed, as far as anybody knows', async () => {
  const world = anAdminWorld();
  const { tracker, ticketId } = aTicketRecord();
  await world.tickets.write(aTicketRecord({ key: 'ENG-12' }));
  await world.lifecycle.send({ type: 'RunReported', tracker, ticketId, runId: RUN_ID });
  world.lifecycle.bury();
  const [dead] = world.lifecycle.store.dead;
  await world.failures.note(dead?.body ?? '', { reason: 'linear: answers 503', at: world.clock.now() });
  await world.candidates.offer(aCandidate({ ticketId: 'unknown' }));
  world.candidates.bury();
  world.candidates.store.dead.push({ messageId: 'odd', body: 'no JSON', sentAt: world.clock.now() });

  const listed = await world.operations.listDeadLetters({});
  expect(ADMIN_OPERATIONS.listDeadLetters.answer.safeParse(JSON.parse(JSON.stringify(listed))).error).toBeUndefined();
  expect(listed.letters.map(({ what, ticketKey, reason }) => ({ what, ticketKey, reason }))).toEqual([
    { what: 'candidate of implementation', ticketKey: undefined, reason: undefined },
    { what: undefined, ticketKey: undefined, reason: undefined },
    { what: 'RunReported', ticketKey: 'ENG-12', reason: 'linear: answers 503' },
  ]);
});

test('dead letters are discarded one by one, with a reason that is audited', async () => {
  const world = anAdminWorld();
  await world.candidates.offer(aCandidate());
  world.candidates.bury();
  const [{ messageId } = expect.unreachable()] = (await world.operations.listDeadLetters({})).letters;
  const discard = () =>
    world.operations.discardDeadLetter({ params: { queue: 'candidates', messageId }, body: { reason: 'too old' } });
  expect(await discard()).toEqual({ messageId });
  await expect(discard()).rejects.toMatchObject({ code: 'not_found' });
  expect((await world.operations.listAudit({ query: {} })).entries).toMatchObject([
    { action: 'dead_letter_discarded', subject: 'candidates', detail: `${messageId}: too old` },
  ]);
});

test('dead letters are sent again as far as the time of a request goes, and the rest is told', async () => {
  const world = anAdminWorld();
  for (const n of [1, 2]) {
    await world.lifecycle.send({ type: 'RunReported', tracker: 'linear', ticketId: `t${n}`, runId: `${RUN_ID}${n}` });
    world.lifecycle.bury();
  }
  world.deadLetters.replay = async (_, isTimeUp = () => false) => {
    expect(isTimeUp()).toBe(false);
    world.clock.advance(21_000);
    world.lifecycle.store.dead.splice(0, 1);
    expect(isTimeUp()).toBe(true);
    return 1;
  };
  expect(await world.operations.replayDeadLetters({ params: { queue: 'lifecycle' } })).toEqual({
    replayed: 1,
    left: 1,
  });
});
