import { afterAll, beforeAll, expect, test } from 'vitest';
import { branchCommits } from '../claude/branch-commits.ts';
import { aReviewedPull, COMMAND, REPOSITORY, type ReviewedPull } from './reviewed-pull.ts';

// A person asks for more on a pull request, and a stand-in for Claude Code does it, in the workflow that we ship.

const BOT = 'ai-implement[bot]';
const MINUTE_MS = 60_000;

let on: ReviewedPull;
beforeAll(async () => {
  on = await aReviewedPull();
}, 120_000);
afterAll(() => on.system.stop());

const people = () => on.system.github.people;
const commits = () => branchCommits(on.system, REPOSITORY, on.pull.head);
const readyComments = () =>
  on.system.linear.commentsOf(on.key).filter(({ body }) => body.includes(`/pull/${on.pull.number}`));
const eyes = () =>
  people()
    .reactions()
    .filter(({ content }) => content === 'eyes');
/** Names of requests since; that failed deliveries are asked for every five minutes is another matter. */
function requestsSince(before: Readonly<Record<string, number>>): string[] {
  const now = Object.entries(on.system.github.counts().requests);
  return now.flatMap(([name, count]) =>
    name.includes('deliveries') ? [] : Array<string>(count - (before[name] ?? 0)).fill(name),
  );
}

/** What moved is asked for every half an hour, whoever moved it: that was done just now. */
async function whenReconciled(): Promise<void> {
  const asked = () => on.system.github.counts().requests['pulls/list'] ?? 0;
  const before = asked();
  for (let minutes = 0; asked() === before && minutes < 60; minutes += 1) await on.system.pass(MINUTE_MS);
  await on.system.pass(5 * MINUTE_MS);
}

/** What the pull request and the ticket show, in which a follow-up must change nothing but the branch. */
async function sight() {
  return {
    pulls: people()
      .pulls(REPOSITORY)
      .map(({ number, head }) => ({ number, head })),
    ready: readyComments(),
    status: (await on.record())?.status,
  };
}

test.each([
  ['in the conversation', 'conversation', () => people().comment(on.name, COMMAND, 'ada')],
  ['on a line of the diff', 'inline', () => people().commentOnLine(on.name, on.place, COMMAND, 'ada')],
  ['in a review', 'review', () => people().review(on.name, { verdict: 'comment', body: COMMAND }, 'ada')],
] as const)(
  'a command %s is followed on the branch of its pull request, and nothing is opened or said twice',
  async (_, kind, write) => {
    const [before, commitsBefore, runsBefore] = [await sight(), await commits(), await on.runs()];
    expect(before).toMatchObject({ pulls: [{ head: on.pull.head }], ready: [{}], status: 'pr_ready' });

    const id = await write();
    const after = await on.settled(runsBefore.length + 1);

    expect(after.slice(runsBefore.length).map(({ phase, status }) => `${phase} ${status}`)).toEqual([
      'gap-fill succeeded',
    ]);
    const [newest, ...others] = await commits();
    expect(newest).toMatchObject({ author: BOT, files: expect.arrayContaining([on.place.path]) });
    expect(others).toEqual(commitsBefore);
    expect(await sight()).toEqual(before);
    expect(eyes().at(-1)).toMatchObject({ on: kind, subjectId: id });
  },
);

test('deliveries that are lost or forged come again and are followed, and one that comes twice makes one run', async () => {
  const runsBefore = await on.runs();
  const { hook } = on.system.github;
  const comment = async (kind: 'dropped' | 'wrong_signature' | 'duplicate') => {
    hook.addFault({ kind, event: 'issue_comment', times: 1 });
    return people().comment(on.name, COMMAND, 'ada');
  };
  const seen = () => eyes().map(({ subjectId }) => subjectId);
  const unheard = [await comment('dropped'), await comment('wrong_signature')];
  await on.system.until(async () => unheard.every((id) => seen().includes(id)));
  await on.system.pass(10 * MINUTE_MS);
  const runsAfter = await on.runs();
  expect(runsAfter.length).toBeGreaterThan(runsBefore.length);

  const heard = await comment('duplicate');
  await on.settled(runsAfter.length + 1);
  await on.system.pass(10 * MINUTE_MS);

  const runs = await on.runs();
  expect(runs).toHaveLength(runsAfter.length + 1);
  const ends = runs.slice(runsBefore.length).map(({ phase, status }) => `${phase} ${status}`);
  expect(new Set(ends)).toEqual(new Set(['gap-fill succeeded']));
  expect(seen()).toContain(heard);
  const all = hook.deliveries();
  const again = all.filter(({ guid }, at) => all.findIndex((one) => one.guid === guid) !== at);
  expect(again.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
  expect(all.filter(({ statusCode }) => statusCode === 401)).toHaveLength(1);
});

test('a stranger starts nothing, gets no answer, and costs one request to GitHub', async () => {
  await whenReconciled();
  const [runsBefore, said] = [await on.runs(), people().commentsOf(on.name)];
  const before = { ...on.system.github.counts().requests };
  people().setRole('mallory', 'none');
  await people().comment(on.name, COMMAND, 'mallory');
  await on.system.pass(10 * MINUTE_MS);

  expect(requestsSince(before)).toEqual([expect.stringContaining('permission')]);
  expect(await on.runs()).toHaveLength(runsBefore.length);
  expect(
    people()
      .commentsOf(on.name)
      .filter(({ login }) => login === BOT),
  ).toEqual(said.filter(({ login }) => login === BOT));
});

test('who may only read is told so, once', async () => {
  const runsBefore = await on.runs();
  people().setRole('rita', 'read');
  await people().comment(on.name, COMMAND, 'rita');
  await on.system.pass(10 * MINUTE_MS);

  expect(await on.runs()).toHaveLength(runsBefore.length);
  const answers = people()
    .commentsOf(on.name)
    .filter(({ body }) => body.includes('@rita cannot write'));
  expect(answers).toMatchObject([{ login: BOT }]);
});

test('all of this broke no permission, and no simulator', () => {
  expect(on.system.laptop.counters.denials()).toEqual([]);
  expect(on.system.github.failures).toEqual([]);
  expect(on.system.github.counts().refusals).toEqual([]);
});
