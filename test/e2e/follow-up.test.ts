import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTerminal, type Run } from '../../shared/domain/run.ts';
import type { PullRecord } from '../../simulators/github/code-state.ts';
import type { GitHubPeople } from '../../simulators/github/people.ts';
import { branchCommits } from '../claude/branch-commits.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// A person asks for more on a pull request, and a stand-in for Claude Code does it, in the workflow that we ship.

const COMMAND = '/ai-implement add a test';
const BOT = 'ai-implement[bot]';
const MINUTE_MS = 60_000;

let system: QuietSystem;
let key: string;
let pull: PullRecord;
let people: GitHubPeople;
beforeAll(async () => {
  system = await startQuietSystem({ runs: 'executed' });
  key = system.markNew('ENG', 'Greet by name', 'Greet people by their name.');
  await system.until(async () => (await record())?.status === 'pr_ready' && runsAreOver(await runs(), 1));
  people = system.github.people;
  const [opened] = people.pulls('acme/backend');
  if (opened === undefined) throw new Error('no pull request was opened');
  pull = opened;
}, 120_000);
afterAll(() => system.stop());

const ref = () => ({ tracker: 'linear', ticketId: system.linear.idOf(key) }) as const;
const record = () => system.stores.tickets.read(ref());
const name = () => ({ repository: 'acme/backend', number: pull.number });
const source = () => `src/${key.toLowerCase()}.mjs`;
const commits = () => branchCommits(system, 'acme/backend', pull.head);
const readyComments = () => system.linear.commentsOf(key).filter(({ body }) => body.includes(`/pull/${pull.number}`));
const eyes = () => people.reactions().filter(({ content }) => content === 'eyes');

const requests = () => Object.values(system.github.counts().requests).reduce((sum, count) => sum + count, 0);

async function runs(): Promise<Run[]> {
  const found = await system.stores.runs.ofTicket(ref());
  return found.sort((a, b) => a.reservedAt.localeCompare(b.reservedAt));
}

function runsAreOver(all: readonly Run[], count: number): boolean {
  return all.length >= count && all.every(({ status }) => isTerminal(status));
}

/** Waits until so many runs are over, and nothing goes on. */
async function settled(count: number): Promise<Run[]> {
  await system.until(async () => runsAreOver(await runs(), count) && system.laptop.isIdle());
  return runs();
}

/** What the pull request and the ticket show, in which a follow-up must change nothing but the branch. */
async function sight() {
  return {
    pulls: people.pulls('acme/backend').map(({ number, head }) => ({ number, head })),
    ready: readyComments(),
    status: (await record())?.status,
  };
}

test.each([
  ['in the conversation', 'conversation', () => people.comment(name(), COMMAND, 'ada')],
  ['on a line of the diff', 'inline', () => people.commentOnLine(name(), { path: source(), line: 1 }, COMMAND, 'ada')],
  ['in a review', 'review', () => people.review(name(), { verdict: 'comment', body: COMMAND }, 'ada')],
] as const)(
  'a command %s is followed on the branch of its pull request, and nothing is opened or said twice',
  async (_, kind, write) => {
    const [before, commitsBefore, runsBefore] = [await sight(), await commits(), await runs()];
    expect(before).toMatchObject({ pulls: [{ head: pull.head }], ready: [{}], status: 'pr_ready' });

    const id = await write();
    const after = await settled(runsBefore.length + 1);

    expect(after.slice(runsBefore.length).map(({ phase, status }) => `${phase} ${status}`)).toEqual([
      'gap-fill succeeded',
    ]);
    const [newest, ...others] = await commits();
    expect(newest).toMatchObject({ author: BOT, files: expect.arrayContaining([source()]) });
    expect(others).toEqual(commitsBefore);
    expect(await sight()).toEqual(before);
    expect(eyes().at(-1)).toMatchObject({ on: kind, subjectId: id });
  },
);

test('deliveries that are lost or forged cost their comments and nothing else, and one that comes twice makes one run', async () => {
  const runsBefore = await runs();
  const { hook } = system.github;
  const comment = async (kind: 'dropped' | 'wrong_signature' | 'duplicate') => {
    hook.addFault({ kind, event: 'issue_comment', times: 1 });
    return people.comment(name(), COMMAND, 'ada');
  };
  const unheard = [await comment('dropped'), await comment('wrong_signature')];
  await system.pass(10 * MINUTE_MS);
  expect(await runs()).toHaveLength(runsBefore.length);

  const heard = await comment('duplicate');
  await settled(runsBefore.length + 1);
  await system.pass(10 * MINUTE_MS);

  expect((await runs()).slice(runsBefore.length)).toMatchObject([{ phase: 'gap-fill', status: 'succeeded' }]);
  const seen = eyes().map(({ subjectId }) => subjectId);
  expect(seen).toContain(heard);
  expect(seen.filter((id) => unheard.includes(id))).toEqual([]);
  const twice = hook.deliveries().filter(({ guid }, at, all) => all.findIndex((one) => one.guid === guid) !== at);
  expect(twice).toMatchObject([{ statusCode: 202 }]);
  expect(hook.deliveries().filter(({ statusCode }) => statusCode === 401)).toHaveLength(1);
});

test('a stranger starts nothing, gets no answer, and costs one request to GitHub', async () => {
  const [runsBefore, said, asked] = [await runs(), people.commentsOf(name()), requests()];
  people.setRole('mallory', 'none');
  await people.comment(name(), COMMAND, 'mallory');
  await system.pass(10 * MINUTE_MS);

  expect(requests() - asked).toBe(1);
  expect(await runs()).toHaveLength(runsBefore.length);
  expect(people.commentsOf(name()).filter(({ login }) => login === BOT)).toEqual(
    said.filter(({ login }) => login === BOT),
  );
});

test('who may only read is told so, once', async () => {
  const runsBefore = await runs();
  people.setRole('rita', 'read');
  await people.comment(name(), COMMAND, 'rita');
  await system.pass(10 * MINUTE_MS);

  expect(await runs()).toHaveLength(runsBefore.length);
  const answers = people.commentsOf(name()).filter(({ body }) => body.includes('@rita cannot write'));
  expect(answers).toMatchObject([{ login: BOT }]);
});

test('all of this broke no permission, and no simulator', () => {
  expect(system.laptop.counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
  expect(system.github.counts().refusals).toEqual([]);
});
