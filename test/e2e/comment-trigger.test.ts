import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import {
  aReviewedPull,
  COMMAND,
  REPOSITORY,
  type ReviewedPull,
  TRIGGER_FILE,
  TRIGGER_TEMPLATE,
  tellByWorkflow,
} from './reviewed-pull.ts';

// No webhook reaches us: the repository's own workflow tells of comments, executed as it is shipped.

let on: ReviewedPull;
beforeAll(async () => {
  on = await aReviewedPull(tellByWorkflow);
}, 120_000);
afterAll(() => on.system.stop());

const people = () => on.system.github.people;
const told = () => on.system.github.runs().filter(({ workflow }) => workflow === 'comment-trigger.yml');

test.each([
  ['in the conversation', () => people().comment(on.name, COMMAND, 'ada')],
  ['on a line of the diff', () => people().commentOnLine(on.name, on.place, COMMAND, 'ada')],
  ['in a review', () => people().review(on.name, { verdict: 'comment', body: COMMAND }, 'ada')],
])('a command %s is followed though no webhook tells of it', async (_, write) => {
  const before = await on.runs();
  const id = await write();
  const after = await on.settled(before.length + 1);

  const news = after.filter(({ runId }) => !before.some((run) => run.runId === runId));
  expect(news).toMatchObject([{ phase: 'gap-fill', status: 'succeeded', branch: on.pull.head }]);
  expect(people().reactions().at(-1)).toMatchObject({ content: 'eyes', subjectId: id });
});

test('a comment that both tell of makes one run', async () => {
  const before = await on.runs();
  on.system.github.hook.clearFaults();
  await people().comment(on.name, COMMAND, 'ada');
  await on.settled(before.length + 1);
  await on.system.pass(10 * 60_000);
  on.system.github.hook.addFault({ kind: 'dropped' });

  expect(await on.runs()).toHaveLength(before.length + 1);
});

test('a trigger file that a branch changed names another comment, and gains nothing', async () => {
  const before = await on.runs();
  people().setRole('mallory', 'none');
  const stranger = await people().comment(on.name, COMMAND, 'mallory');
  const forged = TRIGGER_TEMPLATE.replaceAll('__AI_IMPLEMENT_URL__', on.system.laptop.url).replace(
    /COMMENT: .*/,
    `COMMENT: ${stranger}`,
  );
  await people().push(
    REPOSITORY,
    on.pull.head,
    { [TRIGGER_FILE]: forged.replace(/KIND: .*/, 'KIND: conversation') },
    'Forge',
  );
  await people().commentOnLine(on.name, on.place, COMMAND, 'ada');
  await on.system.pass(10 * 60_000);

  expect(told().at(-1)).toMatchObject({ branch: on.pull.head, conclusion: 'success' });
  expect(await on.runs()).toHaveLength(before.length);
});

test('on a pull request with conflicts GitHub runs nothing for a review, and what was said there is found all the same', {
  timeout: 300_000,
}, async () => {
  // Both sides write the same file, each in its own words.
  const file = on.place.path;
  await people().push(REPOSITORY, 'main', { [file]: 'Written on the default branch.\n' }, 'Write it elsewhere');
  const [before, toldBefore] = [await on.runs(), told().length];
  const ids = [
    await people().commentOnLine(on.name, on.place, COMMAND, 'ada'),
    await people().review(on.name, { verdict: 'comment', body: COMMAND }, 'ada'),
  ];
  await on.system.pass(MINUTE_MS);
  expect(told()).toHaveLength(toldBefore);

  await people().comment(on.name, COMMAND, 'ada');
  await on.settled(before.length + 1);
  expect(told().length).toBeGreaterThan(toldBefore);
  await on.system.pass(40 * MINUTE_MS);
  const runs = await on.settled(before.length + 1);

  const seen = people()
    .reactions()
    .filter(({ content }) => content === 'eyes');
  expect(seen.map(({ subjectId }) => subjectId)).toEqual(expect.arrayContaining(ids));
  const news = runs.slice(before.length).map(({ phase, status }) => `${phase} ${status}`);
  expect(new Set(news)).toEqual(new Set(['gap-fill succeeded']));
});

test('words without the command set nothing off, and neither do our own comments', async () => {
  const before = told().length;
  await people().comment(on.name, 'Looks good to me.', 'ada');
  await on.system.pass(60_000);

  expect(told().length).toBe(before + 1);
  expect(told().flatMap(({ jobs = [] }) => jobs.map(({ conclusion }) => conclusion))).toContain('skipped');
  expect(told().every(({ conclusion }) => conclusion === 'success')).toBe(true);
});

test('all of this broke no permission, and no simulator', () => {
  expect(on.system.laptop.counters.denials()).toEqual([]);
  expect(on.system.github.failures).toEqual([]);
});
