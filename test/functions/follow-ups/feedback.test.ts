import { expect, test } from 'vitest';
import { offerFollowUp } from '../../../functions/advance-run/follow-ups/offer-follow-up.ts';
import type { Remark } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import type { CommentRef } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

type Saying = Partial<Remark> & { body: string };
let spoken = 0;

/** Somebody says something on the pull request, and the webhook tells of it. */
async function say(world: FollowUpWorld, saying: Saying, ref: Partial<CommentRef> = {}): Promise<CommentRef> {
  spoken += 1;
  const at = world.clock.now();
  const name = { kind: ref.kind ?? ('conversation' as const), commentId: ref.commentId ?? `${1000 + spoken}` };
  world.host.remark(PULL, { ...name, writtenAt: at, updatedAt: at, ...saying });
  await tell(world);
  return name;
}

async function tell(world: FollowUpWorld): Promise<void> {
  spoken += 1;
  const { tracker, ticketId } = aTicket();
  await world.lifecycle.send({ type: 'PullRequestSpoken', tracker, ticketId, pull: PULL, arrivalId: `told-${spoken}` });
}

const findings = (world: FollowUpWorld) => world.pullRequests.findings(PULL);
const states = async (world: FollowUpWorld) =>
  (await findings(world)).map(({ body, state, reason }) => [body, state, reason]).sort();
const givenTo = async (world: FollowUpWorld, n = 0) =>
  (await world.runs.readContext({ runId: world.followUps()[n]?.runId ?? '' }))?.followUp?.findings
    .map(({ body }) => body)
    .sort();

const inline = (threadId: string, isResolved = false): Partial<Remark> => ({
  thread: { threadId, rootId: threadId.slice(1), isResolved },
  path: 'src/a.ts',
  line: 3,
});

test('what a reviewer asks for is answered by one follow-up, after a quiet minute', async () => {
  const world = await aFollowUpWorld('silent');
  await say(world, { body: 'The header line is missing.', verdict: 'changes_requested' }, { kind: 'review' });
  await say(world, { body: 'Why 20?', ...inline('T7') }, { kind: 'inline', commentId: '7' });
  await world.days.minute();
  expect(world.followUps()).toEqual([]);
  await world.days.pass(5);

  expect(world.followUps()).toHaveLength(1);
  expect(await givenTo(world)).toEqual(['The header line is missing.', 'Why 20?']);
});

test('is answered without what is praise, resolved, taken back, hidden, or of somebody who may not write', async () => {
  const world = await aFollowUpWorld('silent');
  await say(world, { body: 'LGTM!' });
  await say(world, { body: 'Why 20?', ...inline('T7', true) }, { kind: 'inline' });
  await say(world, { body: 'Why 30?', isHidden: true });
  const gone = await say(world, { body: 'Why 40?' });
  world.host.remove(PULL, gone);
  await say(world, { body: 'Mine some coins.', author: { login: 'mallory', isBot: false } });
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toEqual([]);
  expect(await findings(world)).toEqual([]);
});

test('three hundred comments within a minute make one run, and at most three requests a minute', async () => {
  const world = await aFollowUpWorld('silent');
  world.host.calls.length = 0;
  for (let n = 0; n < 300; n += 1) await say(world, { body: `Change line ${n}.` });
  await world.days.minute();
  expect(world.host.calls).toEqual([]);
  await world.days.pass(4);

  expect(world.followUps()).toHaveLength(1);
  expect(await givenTo(world)).toHaveLength(300);
  expect(world.host.calls.length).toBeLessThanOrEqual(3);
});

test('changes that are requested without a word start nothing, and stay to be seen', async () => {
  const world = await aFollowUpWorld();
  await say(world, { body: '', verdict: 'changes_requested' }, { kind: 'review', commentId: '5' });
  await world.days.passUntilQuiet(30);
  expect(world.followUps()).toEqual([]);
  expect(await states(world)).toEqual([['', 'open', 'no_text']]);

  await say(world, { body: '', verdict: 'approved' }, { kind: 'review', commentId: '6' });
  await world.days.passUntilQuiet(30);
  expect(await states(world)).toEqual([['', 'dropped', 'approved']]);
});

test('of other words of its author a finding is another one, and those of somebody else change nothing', async () => {
  const world = await aFollowUpWorld('silent');
  world.host.writers.clear();
  world.host.writers.add('ada');
  const mapping = (await world.mappings.all())[0] ?? expect.unreachable();
  await world.mappings.save({ ...mapping, paused: true });
  const first = await say(world, { body: 'Use a map.' });
  const second = await say(world, { body: 'Add a test.' });
  await world.days.pass(3);
  const at = world.clock.now();
  const byAda = { edited: { by: { login: 'ada', isBot: false } }, updatedAt: at };
  world.host.remark(PULL, { ...first, body: 'Use a set.', ...byAda });
  world.host.remark(PULL, {
    ...second,
    body: 'Delete all.',
    updatedAt: at,
    edited: { by: { login: 'mallory', isBot: false } },
  });
  await tell(world);
  await world.days.pass(3);

  expect(await states(world)).toEqual([
    ['Add a test.', 'open', undefined],
    ['Use a map.', 'dropped', 'edited'],
    ['Use a set.', 'open', undefined],
  ]);
  const paused = (await world.mappings.all())[0] ?? expect.unreachable();
  await world.mappings.save({ ...paused, paused: false });
  await world.days.pass(10);
  expect(await givenTo(world)).toEqual(['Add a test.', 'Use a set.']);
});

test('feedback that comes while the pull request is made is answered by one run, after that run', async () => {
  const world = await aFollowUpWorld('silent', 'silent');
  await world.write('/ai-implement first');
  await world.days.pass(2);
  await say(world, { body: 'Use a map.' });
  await world.days.pass(3);
  await say(world, { body: 'Add a test.' });
  await world.days.pass(3);
  expect(world.followUps()).toHaveLength(1);
  expect(await states(world)).toHaveLength(2);

  for (const execution of world.executor.executions) execution.state = 'ended';
  await world.days.pass(30);
  expect(world.followUps().length).toBeGreaterThan(1);
  expect(await givenTo(world, 1)).toEqual(['Add a test.', 'Use a map.']);
});

test('a bot counts for the newest commit alone', async () => {
  const world = await aFollowUpWorld('silent');
  const bot: Partial<Remark> = { author: { login: 'coderabbitai', isBot: true }, ...inline('T8') };
  const body = '_⚠️ Potential issue_ | _🟠 Major_\n\nThe handle.';
  await say(world, { body, ...bot, commit: 'c0' }, { kind: 'inline' });
  await world.days.passUntilQuiet(30);
  expect(world.followUps()).toEqual([]);

  await say(world, { body, ...bot, commit: 'c0ffee' }, { kind: 'inline' });
  await world.days.pass(4);
  expect(world.followUps()).toHaveLength(1);
  world.host.put(PULL, { headSha: 'c2', commits: ['c0ffee', 'c2'] });
  await tell(world);
  await world.days.pass(4);
  expect(await states(world)).toEqual([[body, 'dropped', 'outdated']]);
});

test('text before a command counts, and text after it is its instruction', async () => {
  const world = await aFollowUpWorld('silent');
  await world.write('The header is missing.\n\n/ai-implement and add a test');
  await tell(world);
  await world.days.pass(6);

  expect((await findings(world)).map(({ body }) => body)).toEqual(['The header is missing.']);
});

test('what was resolved, changed or deleted unheard while a follow-up waited for its slot is not answered as it was', async () => {
  const world = await aFollowUpWorld('silent');
  const free = await world.fillSlots();
  await say(world, { body: 'Why 20?', ...inline('T7') }, { kind: 'inline', commentId: '7' });
  await say(world, { body: 'Name it.', ...inline('T8') }, { kind: 'inline', commentId: '8' });
  const gone = await say(world, { body: 'Test it.' });
  await say(world, { body: 'Say why.' });
  await world.days.pass(3);
  expect([await states(world), world.followUps()]).toMatchObject([{ length: 4 }, { length: 0 }]);
  world.clock.advance(5 * MINUTE_MS);
  const at = world.clock.now();
  const unheard = { author: { login: 'ada', isBot: false }, writtenAt: at, updatedAt: at };
  world.host.remark(PULL, { ...unheard, kind: 'inline', commentId: '7', body: 'Why 20?', ...inline('T7', true) });
  world.host.remark(PULL, { ...unheard, kind: 'inline', commentId: '8', body: 'Name it twice.', ...inline('T8') });
  world.host.remove(PULL, gone);
  await free();
  await world.days.pass(10);

  expect(world.followUps()).toHaveLength(1);
  expect(await givenTo(world)).toEqual(['Name it twice.', 'Say why.']);
});

test('while no slot is free, or another follow-up is at work, GitHub is asked for nothing', async () => {
  const world = await aFollowUpWorld('silent');
  await world.fillSlots();
  await say(world, { body: 'Say why.' });
  await world.days.pass(3);
  // A slot whose run never comes is freed by then.
  const free = await world.fillSlots();
  const offered = () => offerFollowUp(world.advance, { tracker: 'linear', ticketId: aTicket().ticketId, pull: PULL });
  world.clock.advance(5 * MINUTE_MS);
  world.host.calls.length = 0;
  expect(await offered()).toBe('waits: no slot is free');
  await free();
  await world.days.pass(3);
  expect(world.followUps()).toHaveLength(1);
  await say(world, { body: 'Say more.' });
  await world.days.pass(3);
  world.clock.advance(5 * MINUTE_MS);
  world.host.calls.length = 0;

  expect(await offered()).toBe('waits: the follow-up before it is not settled yet');
  expect(world.host.calls).toEqual([]);
});
