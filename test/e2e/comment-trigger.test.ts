import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTerminal, type Run } from '../../shared/domain/run.ts';
import type { PullRecord } from '../../simulators/github/code-state.ts';
import type { GitHubPeople } from '../../simulators/github/people.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// No webhook reaches us: the repository's own workflow tells of comments, executed as it is shipped.

const COMMAND = '/ai-implement add a test';
const REPOSITORY = 'acme/backend';
const FILE = '.github/workflows/comment-trigger.yml';
const TEMPLATE = readFileSync(join(import.meta.dirname, '../../templates/workflows/comment-trigger.yml'), 'utf8');

let system: QuietSystem;
let key: string;
let pull: PullRecord;
let people: GitHubPeople;
beforeAll(async () => {
  system = await startQuietSystem({ runs: 'executed' });
  people = system.github.people;
  system.github.hook.addFault({ kind: 'dropped' });
  const installed = TEMPLATE.replaceAll('__AI_IMPLEMENT_URL__', system.laptop.url);
  await people.push(REPOSITORY, 'main', { [FILE]: installed }, 'Let comments be heard');
  key = system.markNew('ENG', 'Greet by name', 'Greet people by their name.');
  await system.until(async () => (await record())?.status === 'pr_ready' && runsAreOver(await runs(), 1));
  pull = people.pulls(REPOSITORY)[0] ?? expect.unreachable();
}, 120_000);
afterAll(() => system.stop());

const ref = () => ({ tracker: 'linear', ticketId: system.linear.idOf(key) }) as const;
const record = () => system.stores.tickets.read(ref());
const name = () => ({ repository: REPOSITORY, number: pull.number });
const place = () => ({ path: `src/${key.toLowerCase()}.mjs`, line: 1 });
const runs = () => system.stores.runs.ofTicket(ref());
const told = () => system.github.runs().filter(({ workflow }) => workflow === 'comment-trigger.yml');

function runsAreOver(all: readonly Run[], count: number): boolean {
  return all.length >= count && all.every(({ status }) => isTerminal(status));
}

async function settled(count: number): Promise<Run[]> {
  await system.until(async () => runsAreOver(await runs(), count) && system.laptop.isIdle());
  return runs();
}

test.each([
  ['in the conversation', () => people.comment(name(), COMMAND, 'ada')],
  ['on a line of the diff', () => people.commentOnLine(name(), place(), COMMAND, 'ada')],
  ['in a review', () => people.review(name(), { verdict: 'comment', body: COMMAND }, 'ada')],
])('a command %s is followed though no webhook tells of it', async (_, write) => {
  const before = await runs();
  const id = await write();
  const after = await settled(before.length + 1);

  const news = after.filter(({ runId }) => !before.some((run) => run.runId === runId));
  expect(news).toMatchObject([{ phase: 'gap-fill', status: 'succeeded', branch: pull.head }]);
  expect(people.reactions().at(-1)).toMatchObject({ content: 'eyes', subjectId: id });
});

test('a comment that both tell of makes one run', async () => {
  const before = await runs();
  system.github.hook.clearFaults();
  await people.comment(name(), COMMAND, 'ada');
  await settled(before.length + 1);
  await system.pass(10 * 60_000);
  system.github.hook.addFault({ kind: 'dropped' });

  expect(await runs()).toHaveLength(before.length + 1);
});

test('a trigger file that a branch changed names another comment, and gains nothing', async () => {
  const before = await runs();
  const stranger = await people.comment(name(), COMMAND, 'mallory');
  people.setRole('mallory', 'none');
  const forged = TEMPLATE.replaceAll('__AI_IMPLEMENT_URL__', system.laptop.url).replace(
    /COMMENT: .*/,
    `COMMENT: ${stranger}`,
  );
  await people.push(REPOSITORY, pull.head, { [FILE]: forged.replace(/KIND: .*/, 'KIND: conversation') }, 'Forge');
  await people.commentOnLine(name(), place(), COMMAND, 'ada');
  await system.pass(10 * 60_000);

  expect(await runs()).toHaveLength(before.length);
});

test('words without the command set nothing off, and neither do our own comments', async () => {
  const before = told().length;
  await people.comment(name(), 'Looks good to me.', 'ada');
  await system.pass(60_000);

  expect(told().length).toBe(before + 1);
  expect(told().flatMap(({ jobs = [] }) => jobs.map(({ conclusion }) => conclusion))).toContain('skipped');
  expect(told().every(({ conclusion }) => conclusion === 'success')).toBe(true);
});

test('all of this broke no permission, and no simulator', () => {
  expect(system.laptop.counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
});
