import { stdout } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OnRequest } from '../../local/stack/aws/aws-endpoint.ts';
import {
  newPullRequestRecord,
  type PullRequestId,
  type PullRequestRecord,
} from '../../shared/domain/follow-ups/pull-request-record.ts';
import { instant, MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { seededRandom } from '../simulation/random.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Feedback over the wire: a thousand deliveries that are lost, late, doubled and out of order, consumers that are killed, lists that lag.

const SEED = 20_261_130;
const [PULLS, EACH, SECOND_MANY] = [50, 20, 300];
const REPOSITORY = 'acme/backend';
/** Of the requests of advance-run: it dies before this one takes effect. */
const KILLED = 0.003;

const random = seededRandom(SEED);
let isStorm = false;
let kills = 0;
const onRequest: OnRequest = ({ principal, operation }) => {
  const isMet = isStorm && principal === 'advance-run' && /Item|Query|SendMessage/.test(operation) && random.chance(KILLED);
  if (!isMet) return undefined;
  kills += 1;
  return 'kill_before_effect';
};

let system: QuietSystem;
let pulls: PullRequestRecord[];
beforeAll(async () => {
  system = await startQuietSystem({ onRequest });
  system.github.slow.listLagMs = () => 10 * SECOND_MS;
  pulls = [];
  for (let n = 1; n <= PULLS; n += 1) pulls.push(await aPull(n));
}, 300_000);
afterAll(() => system?.stop());

/** One of ours, as if a run had opened it. */
async function aPull(n: number): Promise<PullRequestRecord> {
  const { people } = system.github;
  const head = `ai-implement/storm-${n}`;
  await people.push(REPOSITORY, head, { [`docs/storm-${n}.md`]: 'Weather it.\n' }, `Storm ${n}`);
  const number = await people.openPull(REPOSITORY, { title: `Storm ${n}`, head });
  const key = system.linear.createIssue('ENG', { title: `Storm ${n}`, description: '' });
  const mapping = (await system.stores.mappings.all()).find(({ repo }) => repo === 'backend');
  const place = { owner: 'acme', repo: 'backend', number, head, base: 'main' };
  const url = `https://github.test/${REPOSITORY}/pull/${number}`;
  const ticket = { tracker: 'linear' as const, ticketId: system.linear.idOf(key), mappingId: mapping?.mappingId ?? '' };
  const record = newPullRequestRecord({ ...place, ...ticket, url }, instant(system.clock.now()));
  const written = await system.stores.pullRequests.write(record);
  return written.outcome === 'written' ? written.record : expect.unreachable();
}

/** No run begins, so that all that is counted is what feedback costs. */
async function hold(isHeld: boolean): Promise<void> {
  for (const mapping of await system.stores.mappings.all())
    await system.stores.mappings.save({ ...mapping, paused: isHeld });
}

const texts = async (pull: PullRequestId) =>
  (await system.stores.pullRequests.findings(pull)).map(({ body }) => body).sort();

/** What reads a pull request; that failed deliveries are asked for is another matter. */
const reads = () =>
  Object.entries(system.github.counts().requests)
    .filter(([name]) => /graphql|pulls\/get|permission/i.test(name))
    .reduce((sum, [, count]) => sum + count, 0);

test('a thousand deliveries over fifty pull requests are drained without loss, at three reads of each a minute at most', async () => {
  await hold(true);
  const { hook, people } = system.github;
  hook.addFault({ kind: 'dropped', event: 'issue_comment', times: 200 });
  hook.addFault({ kind: 'duplicate', event: 'issue_comment', times: 150 });
  hook.addFault({ kind: 'delayed', event: 'issue_comment', times: 150, delayMs: 4 * MINUTE_MS });
  hook.addFault({ kind: 'reordered', event: 'issue_comment', times: 100 });
  const [before, beganAt] = [reads(), system.clock.now()];
  isStorm = true;
  for (let round = 1; round <= EACH; round += 1) {
    for (const { number } of pulls)
      await people.comment({ repository: REPOSITORY, number }, `Part ${round} needs a test.`, 'ada');
  }
  await system.pass(12 * MINUTE_MS);
  isStorm = false;
  await system.pass(50 * MINUTE_MS);

  const said = Array.from({ length: EACH }, (_, n) => `Part ${n + 1} needs a test.`).sort();
  for (const pull of pulls) expect(await texts(pull)).toEqual(said);
  const cost = reads() - before;
  const minutes = Math.ceil((system.clock.now() - beganAt) / MINUTE_MS);
  stdout.write(`${PULLS * EACH} comments on ${PULLS} pull requests: ${cost} reads, ${kills} consumers killed\n`);
  expect(kills).toBeGreaterThan(0);
  expect(cost).toBeLessThanOrEqual(3 * PULLS * minutes);
  for (const queue of ['candidates-dead-letters', 'lifecycle-dead-letters.fifo'])
    expect(system.laptop.queueContent(queue)).toMatchObject({ available: 0, delayed: 0, inFlight: [] });
}, 600_000);

test('three hundred comments within a minute make one run, which is given all of them', async () => {
  system.github.hook.clearFaults();
  const pull = await aPull(PULLS + 1);
  for (let n = 1; n <= SECOND_MANY; n += 1)
    await system.github.people.comment({ repository: REPOSITORY, number: pull.number }, `Change line ${n}.`, 'ada');
  await system.until(async () => (await texts(pull)).length === SECOND_MANY && system.laptop.isIdle());
  expect(system.github.dispatches()).toEqual([]);
  await hold(false);
  await system.until(() => ofPull(pull).length > 0);

  const [order, ...others] = ofPull(pull);
  expect(others).toEqual([]);
  const context = await system.stores.runs.readContext(order?.inputs['run_id'] ?? '');
  expect(context?.followUp?.findings).toHaveLength(SECOND_MANY);
}, 600_000);

const ofPull = ({ number }: PullRequestRecord) =>
  system.github.dispatches().filter(({ inputs }) => inputs['pr_number'] === String(number));

test('all of this broke no permission, and no simulator', () => {
  expect(system.laptop.counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
});
