import { TriageAnswer } from '../prompts/answers.ts';
import type { FollowUpWork } from '../prompts/follow-up-work.ts';
import { triagePrompt } from '../prompts/judging-prompts.ts';
import { type AgentJob, askFor } from './agent-job.ts';
import { addReplies } from './outcome-draft.ts';

/** Has the lighter model look whether a follow-up has anything to do; where not, its reasons become the outcome. */
export async function isWorkNeeded(job: AgentJob, work: FollowUpWork): Promise<boolean> {
  const { draft, settings, writer } = job;
  const order = {
    stepId: 'triage',
    title: 'Look at the feedback',
    name: 'triage',
    prompt: triagePrompt(writer, work),
    model: settings.models.gapAnalysis,
    tools: 'read',
  } as const;
  const { needsWork, reason, addressed } = await askFor(job, order, TriageAnswer, (answer) =>
    answer.needsWork ? 'something is to be done' : 'nothing to do',
  );
  const given = work.findings.map(({ fingerprint }) => fingerprint);
  addReplies(draft, addressed, given);
  if (!needsWork) draft.summary = reason;
  return needsWork;
}
