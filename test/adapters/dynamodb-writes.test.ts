import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aRun } from '../builders/a-run.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { createTable, type DynamoDbServer, startDynalite } from '../contracts/dynamodb-table.ts';
import { dynamoDbStores, type Stores } from '../contracts/stores.ts';

const AT = '2026-01-05T09:00:00.000Z';
const WRITES = new Set(['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand', 'BatchWriteItemCommand']);

/** What dispatch-run asks of the stores to admit a run, step by step. */
async function admit(stores: Stores, run = aRun()) {
  const { ticketId, runId, phase, bucketId, tracker } = run;
  if ((await stores.buckets.claimSlot({ bucketId, ticketId, runId, phase, at: AT, claimId: 'c' })) === 'full') return;
  const claimed = await stores.dispatchRecords.claim({ tracker, ticketId, runId, phase, at: AT });
  if (claimed.outcome !== 'claimed') {
    await stores.buckets.releaseSlot({ bucketId, ticketId, runId });
    return;
  }
  await stores.runs.putContext(runId, aRunContext());
  await stores.runs.reserve(run);
  await stores.timers.set({ kind: 'check-run', dueAt: AT, tracker, ticketId, runId });
}

const binding = { workflowRunId: '9000', url: 'https://github.test/runs/9000', at: AT };
const start = { workflowRunId: '9000', runAttempt: 1, sessionKeyHash: 'hash', at: AT };

describe('the writes of an admission', () => {
  let server: DynamoDbServer;
  let stores: Stores;
  let sent: string[] = [];
  const writes = () => sent.filter((name) => WRITES.has(name)).length;
  beforeAll(async () => {
    server = await startDynalite();
    server.client.middlewareStack.add(
      (next, context) => (args) => {
        sent.push(String(context.commandName));
        return next(args);
      },
      { step: 'finalizeRequest' },
    );
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    stores = dynamoDbStores(server.client, await createTable(server.client));
    await stores.buckets.saveLimit({ bucketId: 'linear#ENG', tracker: 'linear', limit: 1 });
    sent = [];
  });

  it('are six when it is admitted: slot, record, context, run, timer, bind', async () => {
    await admit(stores);
    expect(await stores.runs.bind(aRun().runId, binding)).toBe('bound');
    expect(writes()).toBe(6);
  });

  it('are six also when the run starts before its dispatch is answered', async () => {
    await admit(stores);
    await stores.runs.start(aRun().runId, start);
    sent = sent.slice(0, -1);
    expect(await stores.runs.bind(aRun().runId, binding)).toBe('bound');
    expect(writes()).toBe(6);
  });

  it('is one when the bucket is full', async () => {
    await admit(stores);
    sent = [];
    await admit(stores, aRun({ runId: 'run-2', ticketId: 'ticket-2' }));
    expect(sent).toEqual(['UpdateItemCommand']);
  });

  it('are three when the dispatch record refuses', async () => {
    await admit(stores);
    await stores.buckets.saveLimit({ bucketId: 'linear#OPS', tracker: 'linear', limit: 1 });
    sent = [];
    await admit(stores, aRun({ runId: 'run-2', bucketId: 'linear#OPS' }));
    expect(writes()).toBe(3);
  });
});
