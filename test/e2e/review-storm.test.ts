import { stdout } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingRecord } from '../../shared/domain/follow-ups/finding.ts';
import type { Run } from '../../shared/domain/run.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import type { PullName } from '../../simulators/github/people.ts';
import { seededRandom } from '../simulation/random.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';
import { mortalConsumers, type Said, type StormyPull, sayMany } from './storm/review-storm.ts';

// Reviewers, strangers and a webhook that loses, repeats and delays what it tells, over the wire: consumers are killed, lists lag, and what
// runs do is executed.

const SIZE = { pulls: 4, acts: 80, kills: 10 };
const REPOSITORY = 'acme/backend';
const PATIENCE_MS = 30 * 60_000;
const MAPPING = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend', planningEnabled: false };

let system: QuietSystem;
let keys: string[];
let pulls: StormyPull[];
let said: Said[];
let merged: PullName[];
let mergedAt: number;
const random = seededRandom(20_261_130);
const mortal = mortalConsumers(random, SIZE.kills);

beforeAll(async () => {
  const mapping = { ...MAPPING, maxInProgress: 20 };
  system = await startQuietSystem({ runs: 'executed', mappings: [mapping], onRequest: mortal.onRequest });
  keys = Array.from({ length: SIZE.pulls }, (_, n) =>
    system.markNew('ENG', `Greet ${n}`, 'Greet people by their name.'),
  );
  await system.until(() => keys.every((key) => system.linear.labelsOf(key).includes('Ready for Review')), 48 * HOUR_MS);
  await system.until(() => system.laptop.isIdle());
  pulls = system.github.people.pulls(REPOSITORY).map(({ number, title }) => {
    const [key = ''] = title.split(':');
    return { repository: REPOSITORY, number, path: `docs/work-on-${key.toLowerCase()}.md` };
  });
  system.github.slow.listLagMs = () => 10_000;
  mortal.start();
  said = await sayMany({ system, random, pulls }, SIZE.acts);
  merged = pulls.slice(0, Math.ceil(pulls.length / 10));
  for (const pull of merged) {
    await system.github.people.review(pull, { verdict: 'approve' }, 'reviewer');
    await system.github.people.merge(pull);
  }
  mergedAt = system.clock.now();
  await system.pass(3 * HOUR_MS);
  await system.until(() => system.laptop.isIdle());
}, PATIENCE_MS);
afterAll(() => system?.stop());

const isMerged = (number: number) => merged.some((pull) => pull.number === number);
const findingsOf = ({ number }: PullName) =>
  system.stores.pullRequests.findings({ owner: 'acme', repo: 'backend', number });

async function followUps(): Promise<Run[]> {
  const refs = keys.map((key) => ({ tracker: 'linear', ticketId: system.linear.idOf(key) }) as const);
  const all = await Promise.all(refs.map((ref) => system.stores.runs.ofTicket(ref)));
  return all.flat().filter(({ followUp }) => followUp !== undefined);
}

test('what a writer said and did not take back is a finding, and none stays open without a reason', async () => {
  const wrong: string[] = [];
  for (const pull of pulls.filter(({ number }) => !isMerged(number))) {
    const findings = await findingsOf(pull);
    const standing = said.filter(({ pull: of, isWriter, isGone }) => of === pull.number && isWriter && !isGone);
    const known = new Map(findings.map((finding): [string, FindingRecord] => [finding.body, finding]));
    for (const { body } of standing) if (known.get(body)?.state !== 'addressed') wrong.push(`#${pull.number}: ${body}`);
    for (const { state, reason, body } of findings) if (state === 'open' && reason === undefined) wrong.push(body);
  }
  expect(wrong).toEqual([]);
  expect(said.filter(({ isWriter, isGone }) => isWriter && !isGone).length).toBeGreaterThan(SIZE.acts / 2);
});

test('each is worked on by one run, and nothing that a stranger said by any', async () => {
  const given = new Map<string, number>();
  for (const run of await followUps()) {
    if (run.status !== 'succeeded') continue;
    const { followUp } = (await system.stores.runs.readContext(run)) ?? {};
    for (const { body } of followUp?.findings ?? []) given.set(body, (given.get(body) ?? 0) + 1);
  }
  expect([...given].filter(([, times]) => times > 1)).toEqual([]);
  const strangers = said.filter(({ isWriter }) => !isWriter).map(({ body }) => body);
  expect(strangers.filter((body) => given.has(body))).toEqual([]);
  expect(strangers.length).toBeGreaterThan(0);
});

test('no two runs of a pull request overlap, and none is dispatched for a merged one', async () => {
  const runs = (await followUps()).sort((a, b) => a.reservedAt.localeCompare(b.reservedAt));
  const overlapping = runs.filter((run, at) => {
    const others = runs.slice(0, at).filter(({ followUp }) => followUp?.pullNumber === run.followUp?.pullNumber);
    return others.some(({ endedAt }) => endedAt === undefined || endedAt > (run.startedAt ?? run.reservedAt));
  });
  expect(overlapping.map(({ runId }) => runId)).toEqual([]);
  const late = runs.filter(
    ({ followUp, reservedAt }) => isMerged(followUp?.pullNumber ?? 0) && Date.parse(reservedAt) > mergedAt + MINUTE_MS,
  );
  expect(late).toEqual([]);
  expect(runs.length).toBeGreaterThanOrEqual(pulls.length - merged.length);
});

test('each thread is answered once, and once more at most for each kill', () => {
  const { reviewComments } = system.github.export().code;
  const replies = reviewComments.flatMap(({ inReplyTo, author }) =>
    inReplyTo !== undefined && author.login === 'ai-implement[bot]' ? [inReplyTo] : [],
  );
  const doubles = replies.length - new Set(replies).size;
  stdout.write(
    `${system.github.hook.deliveries().length} deliveries, ${mortal.kills()} kills, ${doubles} double replies\n`,
  );
  expect(replies.length).toBeGreaterThan(0);
  expect(doubles).toBeLessThanOrEqual(mortal.kills());
});

test('300 comments within a minute make one run', { timeout: PATIENCE_MS }, async () => {
  const runs = await followUps();
  const countOf = ({ number }: PullName) => runs.filter(({ followUp }) => followUp?.pullNumber === number).length;
  // That which has most left of what a day allows.
  const [pull] = pulls.filter(({ number }) => !isMerged(number)).sort((a, b) => countOf(a) - countOf(b));
  if (pull === undefined) throw new Error('every pull request was merged');
  const before = runs.length;
  for (let n = 0; n < 300; n += 1) await system.github.people.comment(pull, `Please mind point ${n}.`, 'ada');
  await system.pass(HOUR_MS);
  await system.until(() => system.laptop.isIdle());

  expect((await followUps()).length).toBe(before + 1);
  const open = (await findingsOf(pull)).filter(({ state }) => state === 'open');
  expect(open).toEqual([]);
});

test('all of this broke no permission, and no simulator', () => {
  expect(system.laptop.counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
});
