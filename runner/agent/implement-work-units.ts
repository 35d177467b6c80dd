import type { WorkUnit, WorkUnits } from '../../shared/domain/work-units.ts';
import type { Subagent } from '../claude/claude.ts';
import { ImplementationAnswer } from '../prompts/answers.ts';
import {
  joiningPrompt,
  sequentialUnitPrompt,
  subagentType,
  unitInstructions,
  workUnitsPrompt,
} from '../prompts/implementation-prompts.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { type AgentJob, askFor, type PassOrder, tell } from './agent-job.ts';

/** Does the independent units in parallel, each bounded to its files, then the others one by one, then joins them. */
export async function implementWorkUnits(
  job: AgentJob,
  { independent, sequential }: WorkUnits,
): Promise<ImplementationAnswer> {
  const { runId } = job.context;
  const model = job.settings.models.implement;
  const template = job.settings.workflow.prompt;
  const reports = [await inTheirFiles(job, independent, () => tell(job, unitsOrder(job, independent)))];
  for (const unit of sequential) {
    const prompt = sequentialUnitPrompt(job.writer, template, runId, unit);
    const step = { stepId: `unit-${unit.id.toLowerCase()}`, title: `Implement ${unit.id}` };
    const order = { ...step, name: 'implementation', prompt, model, tools: 'write' } as const;
    reports.push(await summaryOf(() => askFor(job, order, ImplementationAnswer)));
  }
  const prompt = joiningPrompt(job.writer, template, reports);
  const step = { stepId: 'joining', title: 'Join the units' };
  return askFor(job, { ...step, name: 'joining', prompt, model, tools: 'write' }, ImplementationAnswer);
}

function unitsOrder(job: AgentJob, units: readonly WorkUnit[]): PassOrder<unknown> {
  return {
    stepId: 'work-units',
    title: `Implement ${units.length} units in parallel`,
    name: 'work-units',
    prompt: workUnitsPrompt(job.writer, job.context.runId, units),
    model: job.settings.models.implement,
    tools: 'write',
    subagents: units.map((unit) => subagent(job, unit)),
  };
}

/** However the pass ended, it leaves nothing outside of the files of its units. */
async function inTheirFiles<T>(
  { tree, draft }: AgentJob,
  units: readonly WorkUnit[],
  work: () => Promise<T>,
): Promise<T> {
  const mark = await tree.mark();
  try {
    return await work();
  } finally {
    const scopes = units.flatMap(({ files }) => files);
    draft.leftOut.push(...(await tree.keepWithin(mark, scopes)));
  }
}

/** A unit that is done and told nothing in its form does not keep the others from being done. */
async function summaryOf(ask: () => Promise<ImplementationAnswer>): Promise<string> {
  try {
    return (await ask()).summary;
  } catch (error) {
    if (!(error instanceof StageFailure) || error.code !== 'answer_missing') throw error;
    return 'This unit ended without a report.';
  }
}

function subagent({ writer, settings, context }: AgentJob, unit: WorkUnit): Subagent {
  return {
    type: subagentType(unit),
    description: `Does work unit ${unit.id}`,
    instructions: unitInstructions(writer, settings.workflow.prompt, context.runId, unit),
    files: unit.files,
  };
}
