import { phaseToRetry } from '../../shared/domain/approval.ts';
import { bucketIdOf, type ProjectMapping } from '../../shared/domain/mapping.ts';
import { phasesFrom, type Run } from '../../shared/domain/run.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { liftRule } from './lift-rule.ts';
import { offerNext } from './offer-next.ts';
import { settleRun } from './settle-run.ts';

const TRIES = 5;

/**
 * A stop of all runs was undone: a run that it had not ended yet goes on, and the ticket of one that it ended runs again, without a
 * mark, since the stop took that off. What has moved on since is left as it is.
 */
export async function goOn(
  deps: AdvanceRunDeps,
  { runId, stopId }: { runId: string; stopId: string },
): Promise<string> {
  if ((await deps.runs.takeCancelBack(runId, stopId)) === 'taken_back') return 'goes on: it was not over yet';
  const run = await deps.runs.read(runId);
  if (run?.status !== 'cancelled' || run.cancelWish?.stopId !== stopId) return 'left: the stop did not end it';
  // The stop may have been cut off, or be undone so soon, that nothing followed from its end yet.
  await settleRun(deps, runId);
  return runAgain(deps, run);
}

/**
 * Decided anew when somebody else wrote in between. The order keeps a crash harmless: a timer without work does nothing, and offers
 * what stands on the record.
 */
async function runAgain(deps: AdvanceRunDeps, run: Run): Promise<string> {
  const { tracker, ticketId, mappingId } = run;
  const mapping = await deps.mappings.read(mappingId);
  if (mapping === undefined) return 'left: its project mapping was deleted';
  await deps.timers.set({ kind: 'offer-next', dueAt: plus(deps.clock.now(), MINUTE_MS), tracker, ticketId });
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const record = await deps.tickets.read(run);
    if (record?.status !== 'cancelled' || record.endedRunId !== run.runId) return 'left: the ticket has moved on';
    const again = await putNext(deps, record, mapping);
    if (again === 'live') return 'left: a run of the ticket is live';
    if (again === 'written') return `runs again: ${await offerNext(deps, run)}`;
  }
  throw new Error(`ticket ${ticketId} kept changing while it was to run again`);
}

async function putNext(
  deps: AdvanceRunDeps,
  record: TicketRecord,
  mapping: ProjectMapping,
): Promise<'live' | 'written' | 'stale'> {
  const phase = phaseToRetry(record, mapping);
  for (const each of phasesFrom(phase)) if (!(await liftRule(deps, record, each))) return 'live';
  const now = deps.clock.now();
  const work = { runId: deps.ids.ulid(), phase, mappingId: mapping.mappingId, bucketId: bucketIdOf(mapping) };
  const next = { ...work, attempt: 1, isExplicit: true, notBefore: now };
  const again = { status: 'ready', next, waiting: undefined, failureReason: undefined, updatedAt: now } as const;
  return (await deps.tickets.write({ ...record, ...again })).outcome;
}
