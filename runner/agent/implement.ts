import { arrangeWorkUnits, parseWorkUnits, type WorkUnits } from '../../shared/domain/work-units.ts';
import { ImplementationAnswer, ReviewAnswer } from '../prompts/answers.ts';
import { boundedDiff } from '../prompts/bounded-diff.ts';
import { type Feedback, fixPrompt, followUpPrompt, implementationPrompt } from '../prompts/implementation-prompts.ts';
import { reviewPrompt } from '../prompts/judging-prompts.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { type AgentJob, askFor, maxIterations, type PassOrder } from './agent-job.ts';
import { implementWorkUnits } from './implement-work-units.ts';
import { addReplies } from './outcome-draft.ts';

/** Implements and reviews until both the review and the checks are content, or the iterations are used up. */
export async function implement(job: AgentJob): Promise<void> {
  let feedback: Feedback | undefined;
  for (let iteration = 1; iteration <= maxIterations(job.context); iteration += 1) {
    if (!(await isImplemented(job, iteration, feedback))) break;
    job.draft.leftOut.push(...(await job.tree.settle()));
    const diff = await job.tree.diff();
    if (diff === '') return;
    feedback = await judge(job, iteration, diff);
    if (feedback === undefined) return;
  }
  // The review had the last word, and people are to know about the checks as well.
  if (!job.draft.isApproved) await check(job, 'final');
}

/** False when a correction did not come about for reasons that are not its own: the work ships as it was before. */
async function isImplemented(job: AgentJob, iteration: number, feedback: Feedback | undefined): Promise<boolean> {
  try {
    await implementOnce(job, iteration, feedback);
    return true;
  } catch (error) {
    if (iteration === 1 || !isOfModel(job, error) || error.kind === 'substance') throw error;
    job.draft.notReviewed = `what was corrected last, since the correction did not end: ${error.message}`;
    return false;
  }
}

/** Whether a pass failed by itself; when the job must end, that is the reason for all. */
function isOfModel({ signal }: AgentJob, error: unknown): error is StageFailure {
  return error instanceof StageFailure && !signal.aborted;
}

async function implementOnce(job: AgentJob, iteration: number, feedback: Feedback | undefined): Promise<void> {
  await job.tree.restoreSteering();
  job.draft.isApproved = false;
  job.draft.hasBegun = true;
  try {
    const answer = await firstOrFurther(job, iteration, feedback);
    job.draft.summary = answer.summary;
    addReplies(job.draft, answer.addressed, job.followUp?.findings.map(({ fingerprint }) => fingerprint) ?? []);
    job.draft.isShippable = true;
  } catch (error) {
    // A cap ended the pass, or it ended well and told nothing in its form: what it did so far is there for people to see.
    const isTold = isOfModel(job, error) && error.code === 'answer_missing';
    if (isTold || (error instanceof StageFailure && error.kind === 'substance')) job.draft.isShippable = true;
    if (!isTold) throw error;
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
  const order = { ...step, name: 'review', prompt, model: settings.models.review, tools: 'read' } as const;
  const review = await reviewOrNone(job, order);
  if (review !== undefined && !review.isApproved) {
    draft.openFindings = reasons(review.findings);
    return { work: followUp, findings: draft.openFindings, failedChecks: [] };
  }
  draft.isApproved = review !== undefined;
  draft.openFindings = [];
  await check(job, String(iteration));
  const { failedChecks } = draft;
  const isOver = review === undefined || failedChecks.length === 0;
  return isOver ? undefined : { work: followUp, findings: [], failedChecks };
}

/** Undefined when there is no verdict: the work was paid for, and ships as a draft that says so. */
async function reviewOrNone(job: AgentJob, order: PassOrder<ReviewAnswer>): Promise<ReviewAnswer | undefined> {
  try {
    job.draft.notReviewed = undefined;
    return await askFor(job, order, ReviewAnswer, (review) =>
      review.isApproved ? 'approved' : `findings: ${review.findings.length}`,
    );
  } catch (error) {
    if (!isOfModel(job, error)) throw error;
    job.draft.notReviewed = error.message;
    return undefined;
  }
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
