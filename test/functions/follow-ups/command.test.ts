import { expect, test } from 'vitest';
import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aFollowUpWorld, type FollowUpWorld, PULL } from './follow-up-world.ts';

const contextOf = async (world: FollowUpWorld, n = 0) =>
  (await world.runs.readContext({ runId: world.followUps()[n]?.runId ?? '' }))?.followUp;
const comments = (world: FollowUpWorld) => world.tracker.commentsOn(aTicket().ticketId).map(({ body }) => body);
const markers = async (world: FollowUpWorld) => (await world.tracker.read(aTicket().ticketId))?.markers;

test('a pull request has its record as soon as its run told of it', async () => {
  const world = await aFollowUpWorld();

  expect(await world.record()).toMatchObject({
    ...PULL,
    state: 'open',
    ticketId: aTicket().ticketId,
    head: 'ai-implement/ENG-1-add-user-export',
    base: 'main',
    url: 'https://github.test/acme/backend/pull/1',
  });
});

test('a writer who comments /ai-implement gets one follow-up on the branch of the pull request, with what they asked for', async () => {
  const world = await aFollowUpWorld('works');
  const ref = await world.write('Nice.\n\n/ai-implement add a test');
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toHaveLength(1);
  expect(world.followUps()[0]?.request).toMatchObject({ phase: 'gap-fill', pr_number: '1' });
  expect(await contextOf(world)).toEqual({ pullNumber: 1, findings: [], instruction: 'add a test' });
  const run = await world.runs.read(world.followUps()[0]?.runId ?? '');
  expect(run).toMatchObject({ status: 'succeeded', branch: 'ai-implement/ENG-1-add-user-export' });
  expect(world.host.seen).toEqual([`conversation:${ref.commentId}`]);
  expect(world.host.said).toEqual([]);
});

test('a writer who comments /ai-implement sees the ticket at work beside its pull request, and no second word that it is ready', async () => {
  const world = await aFollowUpWorld('silent');
  const before = comments(world);
  await world.write('/ai-implement');
  await world.days.pass(2);

  expect(await markers(world)).toEqual(expect.arrayContaining(['working', 'ready_for_review']));
  const [execution] = world.followUps();
  if (execution === undefined) throw new Error('nothing was started');
  expect((await world.tickets.read(aTicket()))?.status).toBe('pr_ready');
  expect(comments(world)).toEqual(before);
});

test('a writer who comments /ai-implement sees the ticket as it was when it is over', async () => {
  const world = await aFollowUpWorld('works');
  const before = { comments: comments(world), markers: await markers(world) };
  await world.write('/ai-implement');
  await world.days.passUntilQuiet(30);

  expect({ comments: comments(world), markers: await markers(world) }).toEqual(before);
});

test('a writer who comments /ai-implement is told on the pull request when it failed for good, and the ticket stays ready for review', async () => {
  const world = await aFollowUpWorld('fails');
  const before = comments(world);
  await world.write('/ai-implement');
  await world.days.passUntilQuiet(30);

  expect(world.host.said.map(({ body }) => body)).toEqual([
    expect.stringMatching(/^⚠️ Follow-up failed: the tests fail/),
  ]);
  expect(comments(world)).toEqual(before);
  expect(await markers(world)).not.toContain('working');
  expect((await world.tickets.read(aTicket()))?.status).toBe('pr_ready');
});

test('a writer who comments /ai-implement gets it after a run that was lost, with the same work', async () => {
  const world = await aFollowUpWorld('dies', 'works');
  await world.write('/ai-implement add a test');
  await world.days.passUntilQuiet(90);

  expect(world.followUps()).toHaveLength(2);
  expect(await contextOf(world, 1)).toMatchObject({ instruction: 'add a test' });
  expect(world.host.said).toEqual([]);
});

test.each(['conversation', 'inline', 'review'] as const)(
  'a writer who comments /ai-implement in a %s comment is heard',
  async (kind) => {
    const world = await aFollowUpWorld('works');
    const ref = await world.write('/ai-implement', { kind });
    await world.days.passUntilQuiet(30);

    expect(world.followUps()).toHaveLength(1);
    expect(world.host.seen).toEqual([`${kind}:${ref.commentId}`]);
  },
);

test('a writer who comments /ai-implement is heard once, however often and by whichever way the comment comes', async () => {
  const world = await aFollowUpWorld('works');
  const ref = await world.write('/ai-implement');
  await world.arrive(ref);
  await world.days.passUntilQuiet(30);
  await world.arrive(ref);
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toHaveLength(1);
});

test('a writer who comments /ai-implement three hundred times within a minute gets one run and one that follows', async () => {
  const world = await aFollowUpWorld('works');
  await world.write('/ai-implement now');
  const offered = () => world.trace.calls.filter((call) => call === 'candidates.offer');
  await world.days.minute();
  world.trace.calls.length = 0;
  for (let n = 1; n < 300; n += 1) await world.write('/ai-implement more');
  await world.days.passUntilQuiet(60);

  expect(world.followUps()).toHaveLength(2);
  expect(offered().length).toBeLessThan(20);
  expect(world.host.said.filter(({ answerId }) => answerId.startsWith('queued'))).toHaveLength(1);
});

test('a writer who comments /ai-implement while the pull request is made still gets it, when that run is over', async () => {
  const world = await aFollowUpWorld('silent', 'works');
  await world.write('/ai-implement first');
  await world.days.pass(2);
  await world.write('/ai-implement second');
  await world.days.passUntilQuiet(120);

  expect(world.host.said.map(({ body }) => body)).toContainEqual(expect.stringMatching(/^⏳ A run works/));
  const answered = await Promise.all(world.followUps().map((_, n) => contextOf(world, n)));
  expect(answered.map((work) => work?.instruction).join('\n')).toContain('second');
});
test('a follow-up holds a slot of its team, and waits for one', async () => {
  const world = await aFollowUpWorld('works');
  const free = await world.fillSlots();
  await world.write('/ai-implement');
  await world.days.minute();
  expect(world.followUps()).toEqual([]);

  world.clock.advance(MINUTE_MS);
  await free();
  await world.days.passUntilQuiet(30);

  expect(world.followUps()).toHaveLength(1);
});

test('a writer who comments while GitHub is out of reach is heard when it is back, however long that takes', async () => {
  const world = await aFollowUpWorld('works');
  world.host.failure = new ServiceUnavailable('github', 'outage', 'down');
  await world.write('/ai-implement add a test');
  await world.write('/ai-implement and a page');
  await world.days.pass(120);
  expect(world.followUps()).toEqual([]);

  world.host.failure = undefined;
  await world.days.passUntilQuiet(60);

  expect(world.days.queues.dead).toBe(0);
  const asked = await Promise.all(world.followUps().map((_, n) => contextOf(world, n)));
  expect(asked.map((work) => work?.instruction).join()).toMatch(/add a test.*and a page/s);
  expect(world.host.seen).toEqual(['conversation:1', 'conversation:2']);
});
