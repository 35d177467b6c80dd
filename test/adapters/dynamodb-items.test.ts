import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sessionKey } from '../../shared/adapters/dynamodb/access-keys.ts';
import {
  dispatchRecordKey,
  type Key,
  MAPPINGS,
  mappingKey,
  runKey,
  ticketKey,
} from '../../shared/adapters/dynamodb/keys.ts';
import { pack, unpack } from '../../shared/adapters/dynamodb/packed.ts';
import { DAY_MS, epochSeconds, HOUR_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { aStep } from '../builders/a-step.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { anAccess } from '../builders/an-access.ts';
import { createTable, type DynamoDbServer, startDynalite } from '../contracts/dynamodb-table.ts';
import { dynamoDbStores, type Stores } from '../contracts/stores.ts';

const AT = '2026-01-05T09:00:00.000Z';
const TICKET = { tracker: 'linear', ticketId: 'ticket-1' } as const;

let server: DynamoDbServer;
let tableName: string;
let stores: Stores;
const itemOf = async (key: Key) =>
  (await server.client.send(new GetCommand({ TableName: tableName, Key: { ...key } }))).Item;

beforeAll(async () => {
  server = await startDynalite();
});
afterAll(() => server.stop());
beforeEach(async () => {
  tableName = await createTable(server.client);
  stores = dynamoDbStores(server.client, tableName);
});

describe('an item that expires', () => {
  it('is the dispatch record, 48 hours after its last run, and never while a run is live', async () => {
    const claim = { ...TICKET, runId: 'run-1', phase: 'planning', at: AT } as const;
    await stores.dispatchRecords.claim(claim);
    expect((await itemOf(dispatchRecordKey(TICKET)))?.['expiresAt']).toBeUndefined();
    await stores.dispatchRecords.release(TICKET, 'run-1', AT);
    expect((await itemOf(dispatchRecordKey(TICKET)))?.['expiresAt']).toBe(epochSeconds(plus(AT, 48 * HOUR_MS)));
    await stores.dispatchRecords.claim({ ...claim, runId: 'run-2', retryOf: 'run-1' });
    expect((await itemOf(dispatchRecordKey(TICKET)))?.['expiresAt']).toBeUndefined();
  });

  it('is what belongs to a run, after 90 days, and not the run', async () => {
    await stores.runs.reserve(aRun({ runId: 'run-1' }));
    await stores.runs.putContext('run-1', aRunContext());
    await stores.runs.putReport('run-1', { report: aReport(), receivedAt: AT });
    await stores.runs.noteStep('run-1', aStep({ stepId: 'a' }), AT);
    const { pk } = runKey('run-1');
    const items = await Promise.all(['RUN', 'CONTEXT', 'REPORT', 'STEP#a'].map((sk) => itemOf({ pk, sk })));
    const end = epochSeconds(plus(AT, 90 * DAY_MS));
    expect(items.map((item) => item?.['expiresAt'])).toEqual([undefined, end, end, end]);
  });

  it('is a session, at its own end', async () => {
    await stores.sessions.create(anAccess({ accessId: 'a', expiresAt: AT }));
    expect((await itemOf(sessionKey('a')))?.['expiresAt']).toBe(epochSeconds(AT));
  });
});

describe('an item that is read', () => {
  const put = (item: Key & Record<string, unknown>) =>
    server.client.send(new PutCommand({ TableName: tableName, Item: item }));

  it('is no context in the form of a report, which another function may write, but of runs that an earlier version admitted', async () => {
    const report = { receivedAt: AT, report: aReport() };
    await stores.runs.putReport('run-1', report);
    const { pk } = runKey('run-1');
    const forged = pack(aRunContext());
    await put({ pk, sk: 'CONTEXT', ...forged });
    await expect(stores.runs.readContext({ runId: 'run-1', tokenAlg: 'EdDSA' })).rejects.toThrow('contextHash');
    expect(await stores.runs.readContext({ runId: 'run-1' })).toEqual(aRunContext());
    await put({ pk: runKey('run-2').pk, sk: 'CONTEXT', contextHash: forged.hash, context: forged.data, hash: 'x' });
    expect(await stores.runs.readContext({ runId: 'run-2', tokenAlg: 'EdDSA' })).toEqual(aRunContext());
  });

  it('is an error when it is not what the chart says', async () => {
    await put({ ...runKey('run-1'), ...aRun({ runId: 'run-1' }), dispatchesTaken: 'two' });
    await expect(stores.runs.read('run-1')).rejects.toThrow('dispatchesTaken');
    await put({ ...ticketKey(TICKET), ...aTicketRecord(TICKET), comments: pack([]), status: 'dreaming' });
    await expect(stores.tickets.read(TICKET)).rejects.toThrow('status');
  });

  it('is an error when a stored document was changed behind its hash', () => {
    const packed = pack({ description: 'as admitted' });
    expect(unpack(packed)).toEqual({ description: 'as admitted' });
    expect(() => unpack({ ...packed, data: pack({ description: 'changed' }).data })).toThrow('hash');
  });
});

describe('a failure of the table that is no refused condition', () => {
  it('is thrown on', async () => {
    const nowhere = dynamoDbStores(server.client, 'no-such-table');
    const claim = {
      bucketId: 'linear#ENG',
      ticketId: 't',
      runId: 'r',
      phase: 'planning',
      at: AT,
      claimId: 'c',
    } as const;
    await expect(nowhere.buckets.claimSlot(claim)).rejects.toThrow();
    await expect(nowhere.runs.reserve(aRun())).rejects.toThrow();
  });
});

describe('an item that was written before a field existed', () => {
  it('is read with the default of the field', async () => {
    const { budgetUsdPerRun: _, cancelWhenUnmarked: __, completeWhenMerged: ___, ...rest } = aMapping({ version: 1 });
    const { minorFindingsCount: ____, ...older } = rest;
    const item = { ...mappingKey(older.mappingId), ...older, gsi1pk: MAPPINGS, gsi1sk: older.name };
    await server.client.send(new PutCommand({ TableName: tableName, Item: item }));
    expect(await stores.mappings.read(older.mappingId)).toEqual({
      ...older,
      budgetUsdPerRun: 10,
      cancelWhenUnmarked: true,
      completeWhenMerged: true,
      minorFindingsCount: false,
    });
  });
});
