import type { RunReport } from '../../shared/contract/runner.ts';
import { absorbRun } from '../../shared/domain/absorb-run.ts';
import { heldNotification } from '../../shared/domain/notifications/operator-notifications.ts';
import { isLive, isTerminal, isTombstone, type Run } from '../../shared/domain/run.ts';
import { failureOf } from '../../shared/domain/run-news.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { RunEnd } from '../../shared/ports/run-store.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { newPlan } from './new-plan.ts';
import { notify } from './notify.ts';
import { offerFreed } from './offer-freed.ts';
import { showTicket } from './show-ticket.ts';
import { tellRun } from './tell-run.ts';

const TRIES = 5;

/**
 * Brings everything in line with one run as it is now, in this order: stored report, run status, cost, mapping, what
 * a follow-up answered, slot, dispatch record, ticket record with its next step and outbox, freed capacity; then the tracker is tried once, and chats are told. With `isNews` no timer
 * of the run was taken off for this, so that a run which was live until now has one that will look at it again.
 */
export async function settleRun(
  deps: AdvanceRunDeps,
  runId: string,
  { isNews = false }: { isNews?: boolean } = {},
): Promise<string> {
  const found = await deps.runs.read(runId);
  if (found === undefined) return 'dropped: no such run';
  const stored = await deps.runs.readReport(runId);
  const reported = stored === undefined ? found : await endByReport(deps, found, stored.report);
  const run = isTerminal(reported.status) ? await settleCost(deps, reported, stored?.report) : reported;
  await holdMapping(deps, run);
  if (isTerminal(run.status)) {
    if (run.phase === 'gap-fill') await (await import('./follow-ups/settle-follow-up.ts')).settleAnswers(deps, run);
    await release(deps, run);
  }
  if (isTombstone(run) && (await isOtherAtWork(deps, run))) return 'dropped: another run of the ticket is at work';
  const record = await takeIn(deps, run, stored?.report);
  if (run.phase === 'gap-fill' || run.prUrl !== undefined)
    await (await import('./follow-ups/settle-follow-up.ts')).settlePullRequest(deps, run, stored?.report.isDraft);
  if (isTerminal(run.status)) await offerFollowing(deps, run, record);
  await showTicket(deps, run, { isReminded: isNews && isLive(found.status) });
  await tellRun(deps, run, { report: stored?.report, isTriedAgain: record.next !== undefined });
  return outcomeOf(run);
}

/** Alarms count these words. */
function outcomeOf({ status, failure }: Run): string {
  return `settled: ${status}${failure?.code === undefined ? '' : ` (${failure.code})`}`;
}

/** A stored report beats every verdict: a live run ends as its report says. */
async function endByReport(deps: AdvanceRunDeps, run: Run, report: RunReport): Promise<Run> {
  if (!isLive(run.status)) return run;
  const isSuccess = report.outcome === 'success';
  const end: RunEnd = {
    status: isSuccess ? 'succeeded' : 'failed',
    at: deps.clock.now(),
    prUrl: report.prUrl ?? run.prUrl,
    usage: report.usage,
    failure: isSuccess ? undefined : failureOf(report),
  };
  await deps.runs.end(run.runId, end);
  return (await deps.runs.read(run.runId)) ?? run;
}

async function settleCost(deps: AdvanceRunDeps, run: Run, report: RunReport | undefined): Promise<Run> {
  return (await import('./settle-cost.ts')).settleCost(deps, run, report);
}

/** A repository that refused this run refuses the next as well: its mapping is held before the slot is offered on. */
async function holdMapping(deps: AdvanceRunDeps, { mappingId, failure, endedAt }: Run): Promise<void> {
  if (failure?.kind !== 'mapping' || endedAt === undefined) return;
  const { code, reason } = failure;
  await deps.mappings.suspend(mappingId, { code, reason, at: endedAt });
  await notify(deps, mappingId, (mapping) => heldNotification(mapping, deps.adminUrl));
}

async function release(deps: AdvanceRunDeps, run: Run): Promise<void> {
  await deps.buckets.releaseSlot(run);
  await deps.dispatchRecords.release(run, run.runId, deps.clock.now());
  if (!isUncounted(run)) return;
  const lifted = await deps.dispatchRecords.lift(run, run.phase, run.runId);
  // Cut off before it was dispatched: what stands is the dispatch of the run that it was to repeat.
  if (lifted === 'kept' && run.retryOf !== undefined) await deps.dispatchRecords.lift(run, run.phase, run.retryOf);
}

/** A surplus candidate may be cut off while it competes with the run that has the ticket. */
async function isOtherAtWork(deps: AdvanceRunDeps, run: Run): Promise<boolean> {
  const liveRunId = (await deps.dispatchRecords.read(run))?.liveRunId;
  return liveRunId !== undefined && liveRunId !== run.runId;
}

/**
 * What does not count for the 24-hour rule: a run that its repository refused, and one that was cut off before it was
 * written, whose repeat cannot know which run the dispatch record names.
 */
function isUncounted({ failure, dispatchesTaken }: Run): boolean {
  return failure?.kind === 'mapping' || (failure?.kind === 'infrastructure' && dispatchesTaken === 0);
}

/** Takes the run into the ticket's record; decided anew when somebody else wrote in between. */
async function takeIn(deps: AdvanceRunDeps, run: Run, report: RunReport | undefined): Promise<TicketRecord> {
  const plan = run.phase === 'planning' ? await newPlan(deps, run, report) : undefined;
  // What can be done about failures is much text, which a run at work has no use for.
  const remedies = isTerminal(run.status) ? await import('../../shared/contract/failures.ts') : undefined;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const record = await deps.tickets.read(run);
    const now = deps.clock.now();
    const absorbed = absorbRun(record, {
      run,
      report: report && { ...report, isSuccess: report.outcome === 'success' },
      plan,
      now,
      nextRunId: deps.ids.ulid(),
      commentId: (key) => deps.ids.uuidFrom(`${run.runId} ${key}`),
      ...(remedies && { remedyOf: remedies.remedyOf }),
      version: deps.version,
      adminUrl: deps.adminUrl,
    });
    if (record !== undefined && JSON.stringify(absorbed) === JSON.stringify(record)) return record;
    const written = await deps.tickets.write({ ...absorbed, updatedAt: now });
    if (written.outcome === 'written') return written.record;
  }
  throw new Error(`ticket ${run.ticketId} kept changing while run ${run.runId} was taken in`);
}

async function offerFollowing(deps: AdvanceRunDeps, run: Run, record: TicketRecord): Promise<void> {
  const { tracker, ticketId } = run;
  if (record.next !== undefined)
    await deps.timers.set({ kind: 'offer-next', dueAt: record.next.notBefore, tracker, ticketId });
  // Needed once a run, so loaded then: what is loaded at every start is bounded.
  await (await import('./follow-ups/offer-follow-up.ts')).offerWaiting(deps, run.bucketId);
  await offerFreed(deps, run.bucketId, record);
}
