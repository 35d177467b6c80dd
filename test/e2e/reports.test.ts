import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OnRequest } from '../../local/stack/aws/aws-endpoint.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { NEVER_BY_ITSELF, runnerOf } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Results come over HTTP, from runners that may be broken, killed, late or not ours at all.

let system: QuietSystem;
/** What a test does to requests of functions; nothing unless it says so. */
let onRequest: OnRequest = () => undefined;

beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF, onRequest: (request) => onRequest(request) });
});
afterAll(() => system.stop());

const firstLines = (key: string) => system.linear.commentsOf(key).map(({ body }) => body.split('\n')[0]);

test('a report is taken once: the same again is answered 200, another is refused, and people see the first', async () => {
  const key = system.markNew('ENG', 'Export as CSV');
  const runner = await runnerOf(system, key);
  const sessionKey = await runner.start();
  const other = { ...runner.success, prUrl: `${system.github.url}/acme/backend/pull/999` };

  expect(await runner.report(sessionKey, runner.success)).toEqual({ status: 200, body: { status: 'accepted' } });
  expect(await runner.report(sessionKey, runner.success)).toEqual({ status: 200, body: { status: 'repeated' } });
  expect(await runner.report(sessionKey, other)).toMatchObject({ status: 409, body: { code: 'conflicting_report' } });

  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'));
  expect(firstLines(key)).toEqual([`🚀 Pull request ready for review: ${runner.success.prUrl}`]);
});

test.each([
  ['between storing and enqueueing it', 'kill_before_effect'],
  ['between enqueueing and answering it', 'kill_after_effect'],
] as const)('a report is not lost when we die %s, even if the runner never sends it again', async (_, intervention) => {
  const key = system.markNew('ENG', `Dies: ${intervention}`);
  const runner = await runnerOf(system, key);
  const sessionKey = await runner.start();
  let kills = 0;
  onRequest = ({ principal, operation }) => {
    if (principal !== 'runner-callback' || operation !== 'SendMessage' || kills > 0) return undefined;
    kills += 1;
    return intervention;
  };

  const answer = await runner.report(sessionKey, runner.success);

  expect({ kills, status: answer.status }).toEqual({ kills: 1, status: 500 });
  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'), 15 * MINUTE_MS);
  expect(firstLines(key)).toEqual([`🚀 Pull request ready for review: ${runner.success.prUrl}`]);
  expect(await runner.report(sessionKey, runner.success)).toEqual({ status: 200, body: { status: 'repeated' } });
  await system.pass(10 * MINUTE_MS);
  expect(system.linear.commentsOf(key)).toHaveLength(1);
});

test('a report that comes after the run was given up is answered as late and honoured, and no repeat follows', async () => {
  const key = system.markNew('ENG', 'Goes silent');
  const runner = await runnerOf(system, key);
  const sessionKey = await runner.start();
  await system.until(async () => (await system.stores.runs.read(runner.runId))?.endedAt !== undefined, HOUR_MS);
  expect(system.linear.labelsOf(key)).not.toContain('Ready for Review');

  const answer = await runner.report(sessionKey, runner.success);

  expect(answer).toEqual({ status: 200, body: { status: 'late' } });
  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'), MINUTE_MS);
  await system.pass(HOUR_MS);
  expect(system.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key)).toHaveLength(1);
  expect(system.linear.labelsOf(key)).toEqual(['AI-Implement', 'Ready for Review']);
});
