import type { RunReport } from '../../shared/contract/runner.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { nearlySpentNotification } from '../../shared/domain/notifications/operator-notifications.ts';
import type { Run } from '../../shared/domain/run.ts';
import {
  costOf,
  limitIn,
  type Reservation,
  type SpendingOf,
  spentUsd,
  usdWords,
  WARNED_SHARE,
} from '../../shared/domain/spending.ts';
import { tallyOfRun } from '../../shared/domain/tally.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { noteRunner } from './note-runner.ts';
import { notify } from './notify.ts';

/**
 * Counts what a run that is over cost in place of its cap, on its day first, with how it ended, and then on its ticket, which says where the rest is. What a run
 * did not say counts as its cap until a late report says it. Answers the run with what it cost.
 */
export async function settleCost(deps: AdvanceRunDeps, ended: Run, report: RunReport | undefined): Promise<Run> {
  const run = await withLateUsage(deps, ended, report);
  const cost = costOf(run);
  const { runId, tracker, ticketId } = run;
  const ticket: SpendingOf = { of: 'ticket', tracker, ticketId };
  const counted = await deps.spending.read(ticket);
  const isFinal = cost?.isAssumed !== true || report !== undefined;
  const held = counted?.inFlight[runId] ?? (isFinal ? counted?.assumed[runId] : undefined);
  if (cost === undefined || held === undefined) return run;
  const { mappingId, day } = held;
  const ofDay: SpendingOf = { of: 'day', mappingId, day };
  await deps.spending.settle(ofDay, runId, { usd: cost.usd, isFinal, tally: tallyOfRun(run, day) });
  const mapping = await deps.mappings.read(mappingId);
  if (mapping !== undefined) {
    await noteSubscription(deps, run, mapping);
    await noteRunner(deps, run, mapping);
    await warnOfDay(deps, mapping, held);
  }
  await deps.spending.settle(ticket, runId, { usd: cost.usd, isFinal });
  return run;
}

/** A run may be over before its report came. */
async function withLateUsage(deps: AdvanceRunDeps, run: Run, report: RunReport | undefined): Promise<Run> {
  if (run.usage !== undefined || report?.usage === undefined) return run;
  await deps.runs.noteUsage(run.runId, report.usage);
  return { ...run, usage: report.usage };
}

/** Which credential a repository has is known of its runs alone; one that asked no model tells nothing. */
async function noteSubscription(deps: AdvanceRunDeps, { usage }: Run, mapping: ProjectMapping): Promise<void> {
  if (usage === undefined || usage.turns === 0) return;
  const isSubscription = usage.isNotional === true;
  if (isSubscription !== (mapping.isSubscription === true))
    await deps.mappings.noteSubscription(mapping.mappingId, isSubscription);
}

/** Told once a day: noted first, so that nobody is told twice. */
async function warnOfDay(
  deps: AdvanceRunDeps,
  mapping: ProjectMapping,
  { mappingId, day }: Reservation,
): Promise<void> {
  const of: SpendingOf = { of: 'day', mappingId, day };
  const spending = await deps.spending.read(of);
  if (spending === undefined || spending.warnedAt !== undefined) return;
  const [spent, limit] = [spentUsd(spending), limitIn(spending, mapping.budgetUsdPerDay)];
  const at = deps.clock.now();
  if (spent < limit * WARNED_SHARE || (await deps.spending.markWarned(of, at)) === 'marked_already') return;
  await deps.audit.add({
    entryId: deps.ids.ulid(),
    at,
    actor: 'ai-implement',
    action: 'day_budget_nearly_spent',
    subject: mappingId,
    detail: `${mapping.name}, ${day}: ${usdWords(spent)} of ${usdWords(limit)}`,
  });
  await notify(deps, mappingId, ({ name }) =>
    nearlySpentNotification({ mappingId, name }, { day, spentUsd: spent, limitUsd: limit }, deps.adminUrl),
  );
}
