import type { RunReport } from '../../shared/contract/runner.ts';
import type { NewPlan } from '../../shared/domain/absorb-plan.ts';
import { planCommentName, planSections, planText, ticketText } from '../../shared/domain/plan.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

type Deps = Pick<AdvanceRunDeps, 'runs' | 'mappings' | 'ids'>;

/** What a planning run that succeeded reports, with the text that it was given; undefined of any other run. */
export async function newPlan(deps: Deps, run: Run, report: RunReport | undefined): Promise<NewPlan | undefined> {
  if (run.phase !== 'planning' || report?.outcome !== 'success') return undefined;
  const context = await deps.runs.readContext(run);
  if (context === undefined) throw new Error(`run ${run.runId} has no context`);
  const sections = planSections(report.comments);
  return {
    ticketHash: deps.ids.hashOf(ticketText(context.ticket)),
    planHash: deps.ids.hashOf(planText(sections)),
    sections,
    isApprovedAtOnce: (await deps.mappings.read(run.mappingId))?.autoApprovePlans === true,
    commentId: (key, edition) => deps.ids.uuidFrom(planCommentName(run, key, edition)),
  };
}
