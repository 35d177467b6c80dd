import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../local/commands/deployed/forget.ts';
import { forgetTicket } from '../../local/commands/deployed/forget-ticket.ts';
import { outcomeOf } from '../../local/commands/outcome-of.ts';
import { ticketDataIn } from '../../shared/adapters/dynamodb/ticket-data.ts';
import type { RunStatus } from '../../shared/domain/run.ts';
import { aPullRequestRecord } from '../builders/a-pull-request-record.ts';
import { aReport } from '../builders/a-report.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { aStep } from '../builders/a-step.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import { createTable, type DynamoDbServer, startDynalite } from '../contracts/dynamodb-table.ts';
import { dynamoDbStores } from '../contracts/stores.ts';

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynalite();
});
afterAll(() => server.stop());

const AT = '2026-01-05T09:00:00.000Z';

/** A table in which two tickets were worked on, each with all that there may be of one. */
async function aTable(status: RunStatus = 'succeeded') {
  const tableName = await createTable(server.client);
  const stores = dynamoDbStores(server.client, tableName);
  for (const [name, number] of [
    ['gone', 7],
    ['kept', 8],
  ] as const) {
    const ticketId = `ticket-${name}`;
    const run = aRun({ runId: `run-of-${name}`, ticketId, status: 'running' });
    await stores.tickets.write(aTicketRecord({ ticketId, key: `ENG-${number}` }));
    await stores.runs.reserve(run);
    await stores.runs.putContext(run.runId, aRunContext({ runId: run.runId }));
    await stores.runs.putReport(run.runId, { report: aReport(), receivedAt: AT });
    expect(await stores.runs.noteStep(run.runId, aStep(), AT)).toBe('noted');
    await endRun(tableName, run.runId, status);
    await stores.dispatchRecords.claim({ ...run, at: AT });
    await stores.pullRequests.write(aPullRequestRecord({ ticketId, number, repositoryId: '42' }));
    await stores.timers.set({ kind: 'check-run', dueAt: AT, ...run });
    await stores.spending.reserve(
      { of: 'ticket', tracker: 'linear', ticketId },
      { runId: run.runId, reservation: { usd: 1, mappingId: 'mapping-1', day: '2026-01-05' }, limitUsd: undefined },
    );
  }
  const said: string[] = [];
  const deps = { data: ticketDataIn(server.client, tableName), print: (line: string) => void said.push(line) };
  const items = async () => (await server.client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
  return { deps, said, items };
}

async function endRun(TableName: string, runId: string, status: RunStatus): Promise<void> {
  await server.client.send(
    new UpdateCommand({
      ...{ TableName, Key: { pk: `RUN#${runId}`, sk: 'RUN' }, UpdateExpression: 'SET #status = :status' },
      ...{ ExpressionAttributeNames: { '#status': 'status' }, ExpressionAttributeValues: { ':status': status } },
    }),
  );
}

const WISH = { tracker: 'linear', key: 'ENG-7', isDeleting: true } as const;
const isOf = (name: string) => (item: object) => JSON.stringify(item).includes(name);

test('all of one ticket is deleted, found by its key, and all of another stays', async () => {
  const { deps, items } = await aTable();
  const before = await items();
  expect(before.filter(isOf('gone')).length).toBeGreaterThan(7);

  expect(await forgetTicket(deps, WISH)).toBe(0);

  const after = await items();
  expect(after.filter(isOf('gone'))).toEqual([]);
  expect(after.filter(isOf('kept'))).toEqual(before.filter(isOf('kept')));
  expect(after.filter(({ pk }) => pk === 'PR#42#7')).toEqual([]);
});

test('without the word to delete it only says what there is', async () => {
  const { deps, said, items } = await aTable();
  const before = await items();

  await forgetTicket(deps, { ...WISH, isDeleting: false });

  expect(await items()).toEqual(before);
  expect(said).toContain('  4 of RUN');
  expect(said.at(-1)).toContain('--delete');
});

test('what a deletion that was cut off left is found again', async () => {
  const { deps, items } = await aTable();
  const { keys } = await deps.data.collect({ tracker: 'linear', ticketId: 'ticket-gone' });
  await deps.data.remove(keys.slice(0, -2));

  await forgetTicket(deps, WISH);

  expect((await items()).filter(isOf('gone'))).toEqual([]);
});

test('a ticket with a live run, and one that is not known, are refused', async () => {
  const { deps, items } = await aTable('running');
  const before = await items();

  await expect(forgetTicket(deps, WISH)).rejects.toThrow(/run-of-gone.*run_live/);
  await expect(forgetTicket(deps, { ...WISH, key: 'ENG-99' })).rejects.toThrow(/ticket_unknown/);
  expect(await items()).toEqual(before);
});

test.each([
  [['prod'], 'Say which ticket: npm run forget -- STAGE TRACKER KEY; TRACKER is one of linear, jira.'],
  [['prod', 'trello', 'A-1'], 'Say which ticket: npm run forget -- STAGE TRACKER KEY; TRACKER is one of linear, jira.'],
  [['prod', 'linear', 'A-1', '--force'], 'There is no option --force. `npm run forget -- --help` says what it takes.'],
])('npm run forget %j is answered by one sentence', async (args, sentence) => {
  const lines: string[] = [];
  const code = await outcomeOf(
    () => run(args),
    (line) => void lines.push(line),
  );
  expect({ code, lines }).toEqual({ code: 1, lines: [sentence] });
});
