import { arrangeWorkUnits, parseWorkUnits, type WorkUnits } from '../../shared/domain/work-units.ts';
import { ImplementationAnswer, ReviewAnswer } from '../prompts/answers.ts';
import { boundedDiff } from '../prompts/bounded-diff.ts';
import { type Feedback, fixPrompt, followUpPrompt, implementationPrompt } from '../prompts/implementation-prompts.ts';
import { reviewPrompt } from '../prompts/judging-prompts.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { type AgentJob, askFor, maxIterations } from './agent-job.ts';
import { implementWorkUnits } from './implement-work-units.ts';
import { addReplies } from './outcome-draft.ts';

/** Implements and reviews until both the review and the checks are content, or the iterations are used up. */
export async function implement(job: AgentJob): Promise<void> {
  let feedback: Feedback | undefined;
  for (let iteration = 1; iteration <= maxIterations(job.context); iteration += 1) {
    await implementOnce(job, iteration, feedback);
    const diff = await job.tree.diff();
    if (diff === '') return;
    feedback = await judge(job, iteration, diff);
    if (feedback === undefined) return;
  }
  // The review had the last word, and people are to know about the checks as well.
  if (!job.draft.isApproved) await check(job, 'final');
}

async function implementOnce(job: AgentJob, iteration: number, feedback: Feedback | undefined): Promise<void> {
  await job.tree.restoreGuarded();
  job.draft.isApproved = false;
  try {
    const answer = await firstOrFurther(job, iteration, feedback);
    job.draft.summary = answer.summary;
    addReplies(job.draft, answer.addressed, job.followUp?.findings.map(({ fingerprint }) => fingerprint) ?? []);
    job.draft.isShippable = true;
  } catch (error) {
    // A cap ended the pass: what it did so far is there for people to see.
    if (error instanceof StageFailure && error.kind === 'substance') job.draft.isShippable = true;
    throw error;
  }
}

function firstOrFurther(
  job: AgentJob,
  iteration: number,
  feedback: Feedback | undefined,
): Promise<ImplementationAnswer> {
  const { writer, followUp } = job;
  const template = job.settings.workflow.prompt;
  const units = unitsOf(job);
  if (feedback !== undefined) return pass(job, iteration, fixPrompt(writer, template, feedback));
  if (followUp !== undefined) return pass(job, iteration, followUpPrompt(writer, template, followUp));
  if (units !== undefined) return implementWorkUnits(job, units);
  return pass(job, iteration, implementationPrompt(writer, template));
}

/** The plan's units, where there is something to do in parallel. */
function unitsOf({ context }: AgentJob): WorkUnits | undefined {
  const planned = parseWorkUnits(context.planningContext ?? '');
  const units = planned === undefined ? undefined : arrangeWorkUnits(planned);
  return units !== undefined && units.independent.length > 1 ? units : undefined;
}

function pass(job: AgentJob, iteration: number, prompt: string): Promise<ImplementationAnswer> {
  const step = {
    stepId: `implement-${iteration}`,
    title: iteration === 1 ? 'Implement' : `Implement, round ${iteration}`,
  };
  const { implement: model } = job.settings.models;
  return askFor(job, { ...step, name: 'implementation', prompt, model, tools: 'write' }, ImplementationAnswer);
}

/** What is not right yet; undefined when nothing is left. */
async function judge(job: AgentJob, iteration: number, diff: string): Promise<Feedback | undefined> {
  const { draft, followUp, settings } = job;
  const step = { stepId: `review-${iteration}`, title: iteration === 1 ? 'Review' : `Review, round ${iteration}` };
  const prompt = reviewPrompt(job.writer, boundedDiff(diff), followUp);
  const { isApproved, findings } = await askFor(
    job,
    { ...step, name: 'review', prompt, model: settings.models.review, tools: 'read' },
    ReviewAnswer,
    (review) => (review.isApproved ? 'approved' : `findings: ${review.findings.length}`),
  );
  draft.isApproved = isApproved;
  draft.openFindings = isApproved ? [] : reasons(findings);
  if (!isApproved) return { work: followUp, findings: draft.openFindings, failedChecks: [] };
  await check(job, String(iteration));
  const { failedChecks } = draft;
  return failedChecks.length === 0 ? undefined : { work: followUp, findings: [], failedChecks };
}

function reasons(findings: string[]): string[] {
  return findings.length > 0 ? findings : ['The review does not approve of the change, and gives no reason.'];
}

async function check(job: AgentJob, name: string): Promise<void> {
  const { node, programs, reporter, signal } = job;
  const step = { stepId: `checks-${name}`, name: 'Checks' };
  if (node === undefined) return reporter.skip(step, 'no package.json');
  job.draft.failedChecks = await reporter.step(
    step,
    () => programs.check(node, signal),
    (failed) => (failed.length === 0 ? 'passed' : `failed: ${failed.map((one) => one.name).join(', ')}`),
  );
}
