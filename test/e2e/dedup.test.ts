import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dispatchRecordKey, ticketKey } from '../../shared/adapters/dynamodb/keys.ts';
import { HOUR_MS, instant, MINUTE_MS } from '../../shared/domain/time.ts';
import { NEVER_BY_ITSELF, runnerOf } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Two rules keep a ticket from being dispatched twice, and each is enough alone. Labels on the ticket and our record of it
// hold polls back too; here a person takes the labels off and the record is gone, so that nothing but the rule decides.

let system: QuietSystem;
beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF });
});
afterAll(() => system.stop());

const runsOf = (ticketId: string) => system.github.runs().filter(({ inputs }) => inputs['ticket_id'] === ticketId);
const claims = () => system.laptop.counters.writes({ principal: 'dispatch-run' });

async function forgetTicket(ticketId: string): Promise<void> {
  const { laptop, tableName } = system;
  await laptop.dynamodb.send(
    new DeleteCommand({ TableName: tableName, Key: ticketKey({ tracker: 'linear', ticketId }) }),
  );
}

/** Makes the last dispatch as old as this; a run that is in flight stays so. */
async function backdateDispatch(ticketId: string, ageMs: number): Promise<void> {
  await system.laptop.dynamodb.send(
    new UpdateCommand({
      TableName: system.tableName,
      Key: dispatchRecordKey({ tracker: 'linear', ticketId }),
      UpdateExpression: 'SET implementation.dispatchedAt = :at',
      ConditionExpression: 'attribute_exists(liveRunId)',
      ExpressionAttributeValues: { ':at': instant(system.clock.now() - ageMs) },
    }),
  );
}

test('a ticket that was dispatched is dispatched again only after 24 hours, also when its run is long over', async () => {
  const key = system.markNew('OPS', 'Archive the logs');
  const ticketId = system.linear.idOf(key);
  const runner = await runnerOf(system, key);
  const dispatchedAt = system.clock.now();
  await runner.report(await runner.start(), runner.success);
  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'));

  // Reminders of the run that is over would write the record anew.
  await system.pass(10 * MINUTE_MS);
  system.linear.removeLabel(key, 'Ready for Review');
  await forgetTicket(ticketId);
  const claimsBefore = claims();
  await system.pass(5 * MINUTE_MS);
  expect(claims()).toBeGreaterThan(claimsBefore);
  expect(runsOf(ticketId)).toHaveLength(1);

  system.clock.advance(dispatchedAt + 23.9 * HOUR_MS - system.clock.now());
  await system.pass(MINUTE_MS);
  expect(runsOf(ticketId)).toHaveLength(1);

  await system.until(() => runsOf(ticketId).length === 2, 20 * MINUTE_MS);
  expect(system.clock.now() - dispatchedAt).toBeGreaterThan(24 * HOUR_MS - MINUTE_MS);
});

test('a ticket whose run is in flight is not dispatched again, however old that run is, and not in another team either', async () => {
  const key = system.markNew('OPS', 'Rename the cluster');
  const ticketId = system.linear.idOf(key);
  await runnerOf(system, key);
  await system.until(() => system.linear.labelsOf(key).includes('AI-Working'));

  const newKey = system.linear.moveToTeam(key, 'ENG');
  system.linear.removeLabel(newKey, 'AI-Working');
  await forgetTicket(ticketId);
  await backdateDispatch(ticketId, 30 * HOUR_MS);
  expect(system.linear.labelsOf(newKey)).toEqual(['AI-Implement']);
  const claimsBefore = claims();
  await system.pass(5 * MINUTE_MS);

  // It was offered and refused: a slot was claimed in the new team and given back.
  expect(claims()).toBeGreaterThan(claimsBefore);
  expect(runsOf(ticketId)).toHaveLength(1);
  expect((await system.stores.buckets.read('linear#ENG'))?.slots).toEqual({});
});
