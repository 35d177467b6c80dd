import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isLive, type Run } from '../../domain/run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunStore, RunsPage } from '../../ports/run-store.ts';
import { OPEN_RUNS, runKey, runsOfDay, ticketPartition } from './keys.ts';
import { runChanges } from './run-changes.ts';
import { RunItem } from './run-item.ts';
import { type StateTable, stateTable } from './state-table.ts';

/**
 * Runs with their context, report and steps; the clock says when the latter three expire. Of the functions that know runs two are about their
 * steps, and few of their calls. Context and report are packed, and read with schemas of their own; listings and most looks at a run
 * need neither.
 */
export function runStore(client: DynamoDBDocumentClient, tableName: string, clock: Clock): RunStore {
  const table = stateTable(client, tableName);
  const steps = async () => (await import('./run-steps.ts')).runSteps(table, clock);
  const documents = async () => (await import('./run-documents.ts')).runDocuments(table, clock);
  return {
    ...reservations(table),
    ...runChanges(table),
    ...listings(table),
    noteStep: async (...call) => (await steps()).noteStep(...call),
    steps: async (runId) => (await steps()).steps(runId),
    putContext: async (...call) => (await documents()).putContext(...call),
    readContext: async (run) => (await documents()).readContext(run),
    putReport: async (...call) => (await documents()).putReport(...call),
    readReport: async (runId) => (await documents()).readReport(runId),
  };
}

/** `closedPartition` waits on the item for the moment at which the run ends. */
function toItem(run: Run) {
  const closedPartition = runsOfDay(run.reservedAt.slice(0, 10));
  return {
    ...runKey(run.runId),
    ...run,
    closedPartition,
    gsi1pk: isLive(run.status) ? OPEN_RUNS : closedPartition,
    gsi1sk: placeOf(run),
    gsi2pk: ticketPartition(run),
    gsi2sk: placeOf(run),
  };
}

function placeOf({ reservedAt, runId }: Pick<Run, 'reservedAt' | 'runId'>): string {
  return `${reservedAt}#${runId}`;
}

function reservations(table: StateTable): Pick<RunStore, 'reserve' | 'entomb' | 'read'> {
  const putIfAbsent = async <Outcome>(run: Run, outcome: Outcome) => {
    const write = await table.put(toItem(run), { condition: 'attribute_not_exists(pk)' });
    if (write.isWritten) return { outcome };
    return { outcome: 'present' as const, run: RunItem.parse(write.standing) };
  };
  return {
    reserve: (run) => putIfAbsent(run, 'reserved'),
    entomb: (run) => putIfAbsent(run, 'entombed'),
    read: async (runId) => RunItem.optional().parse(await table.get(runKey(runId))),
  };
}

/** A record that cannot be read is left out of a listing, which is a hint; whoever reads it by its key is told. */
function readable(items: readonly unknown[]): Run[] {
  return items.flatMap((item) => RunItem.safeParse(item).data ?? []);
}

function listings(table: StateTable): Pick<RunStore, 'open' | 'startedOn' | 'ofTicket'> {
  const newestFirst = async (index: 'gsi1' | 'gsi2', partition: string, page?: RunsPage) => {
    const before = page?.before;
    const range = before && { sort: 'gsi1sk < :at', values: { ':at': placeOf(before) } };
    return readable(await table.query({ index, partition, isNewestFirst: true, limit: page?.limit, ...range }));
  };
  return {
    open: () => newestFirst('gsi1', OPEN_RUNS),
    startedOn: (day, page) => newestFirst('gsi1', runsOfDay(day), page),
    ofTicket: (ref) => newestFirst('gsi2', ticketPartition(ref)),
  };
}
