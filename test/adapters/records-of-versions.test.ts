import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Candidate, LifecycleEvent } from '../../shared/contract/events.ts';
import { Progress, RunReport, RunRequest, StartAnswer, StartRequest } from '../../shared/contract/runner.ts';
import { createTable, type DynamoDbServer, startDynalite } from '../contracts/dynamodb-table.ts';
import { dynamoDbStores } from '../contracts/stores.ts';
import { loadTable, readRecords, type StoredItem } from '../fixtures/records/stored-records.ts';

interface Messages {
  candidates: string[];
  lifecycle: string[];
  runner: { request: object; start: object; startAnswer: object; progress: object[]; reports: object[] };
}

const FOLDER = join(import.meta.dirname, '../fixtures/records');
const VERSIONS = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const kept = (version: string, name: string): unknown =>
  JSON.parse(readFileSync(join(FOLDER, version, `${name}.json`), 'utf8'));
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynalite();
});
afterAll(() => server.stop());

test('records of the first version are kept', () => {
  expect(VERSIONS).toContain('0.1.0');
});

describe.each(VERSIONS)('what version %s wrote', (version) => {
  test('as records of the table is read as that version read it', async () => {
    const tableName = await createTable(server.client);
    await loadTable(server.client, tableName, kept(version, 'table') as StoredItem[]);

    const read = asJson(await readRecords(dynamoDbStores(server.client, tableName)));

    expect(read).toMatchObject(kept(version, 'read') as object);
  });

  test('on its queues is understood whole', () => {
    const { candidates, lifecycle } = kept(version, 'messages') as Messages;

    expect(candidates.map((body) => Candidate.parse(JSON.parse(body)))).toEqual(
      candidates.map((body) => JSON.parse(body)),
    );
    expect(lifecycle.map((body) => LifecycleEvent.parse(JSON.parse(body)))).toEqual(
      lifecycle.map((body) => JSON.parse(body)),
    );
    expect(new Set(lifecycle.map((body) => JSON.parse(body).type)).size).toBe(7);
  });

  test('as a runner, whose bundle stays in repositories, is understood', () => {
    const { runner } = kept(version, 'messages') as Messages;

    expect(RunRequest.parse(runner.request)).toEqual(runner.request);
    expect(StartRequest.parse(runner.start)).toEqual(runner.start);
    expect(StartAnswer.parse(runner.startAnswer)).toEqual(runner.startAnswer);
    expect(runner.progress.map((line) => Progress.parse(line))).toEqual(runner.progress);
    expect(runner.reports.map((report) => RunReport.parse(report))).toEqual(runner.reports);
  });
});
