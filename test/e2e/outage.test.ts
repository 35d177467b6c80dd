import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { signedIn } from './admin-client.ts';
import { NEVER_BY_ITSELF, runnerOf } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';
import { recentAudit } from './recent-audit.ts';

// The tracker may be away for hours: the truth is committed without it, and what people see follows when it is back.

let system: QuietSystem;
beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF });
});
afterAll(() => system.stop());

const firstLines = (key: string) => system.linear.commentsOf(key).map(({ body }) => body.split('\n')[0]);

/** Linear answers nothing useful until this much time has passed. */
function linearIsDownFor(ms: number): void {
  system.linear.faults.add({ operation: '*', kind: 'status', status: 503, untilAt: system.clock.now() + ms });
}

async function holdsSlot(key: string): Promise<boolean> {
  const buckets = await system.stores.buckets.all();
  return buckets.some(({ slots }) => Object.hasOwn(slots, system.linear.idOf(key)));
}

function deadLetters(): number {
  const contents = ['candidates-dead-letters', 'lifecycle-dead-letters.fifo'].map(system.laptop.queueContent);
  return contents.reduce((sum, { available, inFlight }) => sum + available + inFlight.length, 0);
}

/** The names of all requests by which we change something at Linear. */
const WRITES = ['ShowMarkers', 'PostComment', 'EditComment', 'CreateLabel'];

const runsOf = (key: string) => system.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key);

test('a result that comes while Linear is down for six hours frees its slot at once, and is shown once when Linear is back', async () => {
  const key = system.markNew('OPS', 'Rotate the certificates');
  const runner = await runnerOf(system, key);
  await system.until(() => system.linear.labelsOf(key).includes('AI-Working'));
  const sessionKey = await runner.start();
  linearIsDownFor(6 * HOUR_MS);

  await runner.report(sessionKey, runner.success);
  await system.until(async () => !(await holdsSlot(key)), MINUTE_MS);

  // Other events of the ticket meanwhile: the report again and again. Most of the time is jumped over, to poll less.
  for (const hours of [1, 2, 2.5]) {
    await runner.report(sessionKey, runner.success);
    await system.pass(10 * MINUTE_MS);
    system.clock.advance(hours * HOUR_MS - 10 * MINUTE_MS);
  }
  expect(system.linear.labelsOf(key)).toEqual(['AI-Implement', 'AI-Working']);
  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'), HOUR_MS);

  await system.pass(30 * MINUTE_MS);
  expect(system.linear.labelsOf(key)).toEqual(['AI-Implement', 'Ready for Review']);
  expect(firstLines(key)).toEqual([`🚀 Pull request ready for review: ${runner.success.prUrl}`]);
  expect(deadLetters()).toBe(0);
  expect(runsOf(key)).toHaveLength(1);
});

test('a failed ticket is not dispatched again while the removal of its trigger has not reached Linear, and again when a person puts it back', async () => {
  const key = system.markNew('OPS', 'Move the backups');
  const runner = await runnerOf(system, key);
  const sessionKey = await runner.start();
  await system.until(() => system.linear.labelsOf(key).includes('AI-Working'));
  // Linear is read as ever, but takes no change: polls go on and see the trigger.
  for (const operation of WRITES) {
    system.linear.faults.add({ operation, kind: 'status', status: 503, untilAt: system.clock.now() + 20 * MINUTE_MS });
  }

  await runner.report(sessionKey, {
    phase: 'implementation',
    outcome: 'failure',
    failureReason: 'The type check fails.',
    comments: [],
  });
  await system.pass(15 * MINUTE_MS);
  expect(system.linear.labelsOf(key)).toContain('AI-Implement');
  expect(runsOf(key)).toHaveLength(1);

  await system.until(() => !system.linear.labelsOf(key).includes('AI-Implement'), HOUR_MS);
  await system.pass(10 * MINUTE_MS);
  expect(runsOf(key)).toHaveLength(1);
  expect(firstLines(key)).toEqual(['⚠️ Implementation failed: The type check fails.']);

  system.linear.mark(key);
  const retried = await runnerOf(system, key, 2);
  expect(retried.runId).not.toBe(runner.runId);
  const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
  expect(await recentAudit(admin, system.clock.now())).toContainEqual(
    expect.objectContaining({ action: 'retry-by-marking', subject: key }),
  );
});
