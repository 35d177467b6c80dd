import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isLive, type Run } from '../../domain/run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunStore, RunsPage } from '../../ports/run-store.ts';
import { OPEN_RUNS, runKey, runsOfDay, ticketPartition } from './keys.ts';
import { runChanges } from './run-changes.ts';
import { RunItem } from './run-item.ts';
import { type StateTable, stateTable } from './state-table.ts';

/** Runs with their context, report and steps; the clock says when the latter three expire. */
export function runStore(client: DynamoDBDocumentClient, tableName: string, clock: Clock): RunStore {
  const table = stateTable(client, tableName);
  return {
    ...reservations(table),
    ...runChanges(table),
    ...documentsWhenNeeded(table, clock),
    ...stepsWhenNeeded(table, clock),
    ...listings(table),
  };
}

/** Of the functions that know runs two are about their steps, and few of their calls. */
function stepsWhenNeeded(table: StateTable, clock: Clock): Pick<RunStore, 'noteStep' | 'steps'> {
  const opened = async () => (await import('./run-steps.ts')).runSteps(table, clock);
  return {
    noteStep: async (runId, step, at) => (await opened()).noteStep(runId, step, at),
    steps: async (runId) => (await opened()).steps(runId),
  };
}

/** Context and report are packed, and read with schemas of their own; listings and most looks at a run need neither. */
function documentsWhenNeeded(table: StateTable, clock: Clock) {
  const opened = async () => (await import('./run-documents.ts')).runDocuments(table, clock);
  return {
    putContext: async (...call) => (await opened()).putContext(...call),
    readContext: async (runId) => (await opened()).readContext(runId),
    putReport: async (...call) => (await opened()).putReport(...call),
    readReport: async (runId) => (await opened()).readReport(runId),
  } satisfies Pick<RunStore, 'putContext' | 'readContext' | 'putReport' | 'readReport'>;
}

/** `closedPartition` waits on the item for the moment at which the run ends. */
function toItem(run: Run) {
  const closedPartition = runsOfDay(run.reservedAt.slice(0, 10));
  return {
    ...runKey(run.runId),
    ...run,
    closedPartition,
    gsi1pk: isLive(run.status) ? OPEN_RUNS : closedPartition,
    gsi1sk: indexPlace(run),
    gsi2pk: ticketPartition(run),
    gsi2sk: indexPlace(run),
  };
}

function indexPlace({ reservedAt, runId }: Pick<Run, 'reservedAt' | 'runId'>): string {
  return `${reservedAt}#${runId}`;
}

function reservations(table: StateTable): Pick<RunStore, 'reserve' | 'entomb' | 'read'> {
  const putIfAbsent = async <Outcome>(run: Run, outcome: Outcome) => {
    const write = await table.put(toItem(run), { condition: 'attribute_not_exists(pk)' });
    if (write.isWritten) return { outcome };
    return { outcome: 'present' as const, run: RunItem.parse(await write.standing()) };
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
  const newestFirst = async (index: 'gsi1' | 'gsi2', partition: string) =>
    readable(await table.query({ index, partition, isNewestFirst: true }));
  return {
    open: () => newestFirst('gsi1', OPEN_RUNS),
    startedOn: async (day, page) =>
      page === undefined ? newestFirst('gsi1', runsOfDay(day)) : pageOf(table, runsOfDay(day), page),
    ofTicket: (ref) => newestFirst('gsi2', ticketPartition(ref)),
  };
}

async function pageOf(table: StateTable, partition: string, { limit, before }: RunsPage): Promise<Run[]> {
  const range = before && { sort: 'gsi1sk < :before', values: { ':before': indexPlace(before) } };
  const items = await table.query({ index: 'gsi1', partition, isNewestFirst: true, limit, ...range });
  const runs = readable(items);
  const [reservedAt = '', runId = ''] = String(items.at(-1)?.['gsi1sk']).split('#');
  if (items.length < limit || runs.length === limit) return runs;
  return [...runs, ...(await pageOf(table, partition, { limit: limit - runs.length, before: { reservedAt, runId } }))];
}
