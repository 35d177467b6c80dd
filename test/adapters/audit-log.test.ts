import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditLog } from '../../shared/adapters/dynamodb/audit-log.ts';
import { auditSender } from '../../shared/adapters/sqs/audit-sender.ts';
import { breaksIn } from '../../shared/domain/audit-chain.ts';
import { systemIds } from '../../shared/runtime/identities.ts';
import { createTable, type DynamoDbServer, startDynalite } from '../contracts/dynamodb-table.ts';

const DAY = '2026-01-05';
const entry = (entryId: string) => ({
  ...{ entryId, at: `${DAY}T23:59:59.999Z`, actor: 'admin', action: 'retry', subject: 'ENG-1' },
});

let server: DynamoDbServer;
let requests = 0;
let diesAt = Number.POSITIVE_INFINITY;
beforeAll(async () => {
  server = await startDynalite();
  server.client.middlewareStack.add(
    (next) => (args) => {
      requests += 1;
      if (requests >= diesAt) throw new Error('cut off');
      return next(args);
    },
    { step: 'initialize' },
  );
});
afterAll(() => server.stop());

/** Cuts off whatever is done at its nth request. */
async function cutOffAt(nth: number, work: () => Promise<void>): Promise<'done' | 'cut off'> {
  [requests, diesAt] = [0, nth];
  try {
    await work();
    return 'done';
  } catch {
    return 'cut off';
  } finally {
    diesAt = Number.POSITIVE_INFINITY;
  }
}

test('an entry that was cut off at any request is noted once when it comes again, others between', async () => {
  const ends: string[] = [];
  for (let nth = 1; ends.at(-1) !== 'done'; nth += 1) {
    const log = auditLog(server.client, await createTable(server.client));
    await log.add(entry('01A'));
    ends.push(await cutOffAt(nth, () => log.add(entry('01B'))));
    if (nth % 2 === 0) await log.add(entry('01C'));
    await log.add(entry('01B'));

    const entries = await log.ofDay(DAY);
    const ids = entries.map(({ entryId }) => entryId);
    expect(ids).toEqual(nth % 2 === 0 ? ['01C', '01B', '01A'] : ['01B', '01A']);
    expect(breaksIn(DAY, { entries, head: await log.headOf(DAY) }, systemIds.hashOf)).toEqual([]);
  }
  expect(ends.length).toBeGreaterThan(5);
});

test('an entry that is cut off between its two writes is seen as the newest of its day', async () => {
  const log = auditLog(server.client, await createTable(server.client));
  // The newest one is written, then its own item.
  expect(await cutOffAt(2, () => log.add(entry('01A')))).toBe('cut off');

  const [entries, head] = [await log.ofDay(DAY), await log.headOf(DAY)];
  expect([entries, head]).toMatchObject([[], { entryId: '01A', seq: 1 }]);
  expect(breaksIn(DAY, { entries, head }, systemIds.hashOf)).toEqual([]);
});

test('an entry that cannot be sent is told to whoever asked for what it says', async () => {
  const sender = auditSender({ send: () => Promise.reject(new Error('the queue is down')) });

  await expect(sender.add(entry('01A'))).rejects.toMatchObject({
    code: 'not_audited',
    cause: expect.objectContaining({ message: 'the queue is down' }),
  });
});
