import { type FollowUpWork, followUpSection } from './follow-up-work.ts';
import type { PromptWriter } from './prompt-writer.ts';

const TICKET = ['ISSUE_TITLE', 'ISSUE_DESCRIPTION'] as const;

/** The review of what the implementation left; `work` on follow-ups. */
export function reviewPrompt(writer: PromptWriter, diff: string, work: FollowUpWork | undefined): string {
  const task =
    work === undefined
      ? writer.teamPrompt('A colleague has implemented this ticket.', [...TICKET, 'PLANNING_CONTEXT'])
      : [
          writer.teamPrompt('A colleague has answered feedback on the pull request of this ticket.', TICKET),
          `This was to be done:\n\n${followUpSection(writer.fence, work)}`,
        ].join('\n\n');
  return writer.prompt('review', [
    task,
    `This is the change, new files included; the working folder holds its result, so read there what surrounds it:\n${writer.fence.block('diff', diff)}`,
    `Review it as one who has to live with it: does it do what was asked for, all of it and nothing beside it? Is it right in the cases that
nobody thinks of first, safe, tested, and written as the code around it is? Name only what must change before it is merged, with
file and line, each thing once. Matters of taste are no findings. Approve when there is nothing left.`,
  ]);
}

/** Whether a follow-up has anything to do. */
export function triagePrompt(writer: PromptWriter, work: FollowUpWork): string {
  return writer.prompt('triage', [
    writer.teamPrompt('The pull request of this ticket has got feedback. The working folder holds its branch.', TICKET),
    followUpSection(writer.fence, work),
    `Look at the code and decide whether anything in it has to change. Nothing has to where the feedback is praise, a question that the code
answers, wrong, or dealt with already. What a person asks for in an instruction is to be done, if it can be. Where nothing has to
change, answer each finding in \`addressed\`, politely and with the reason.`,
  ]);
}

/** What of the ticket the diff of its pull request does and does not do. */
export function gapAnalysisPrompt(writer: PromptWriter, diff: string, externalFindings: readonly string[]): string {
  const others = externalFindings.map((finding, index) => writer.fence.block(`external review ${index + 1}`, finding));
  return writer.prompt('gap-analysis', [
    writer.teamPrompt('A pull request for this ticket is open.', [...TICKET, 'PLANNING_CONTEXT']),
    `Its diff:\n${writer.fence.block('diff', diff)}`,
    ...(others.length === 0
      ? []
      : ['Other reviewers say this; it is listed elsewhere, so do not repeat it:', ...others]),
    `Compare the two, requirement by requirement: which does the diff meet, which does it miss or meet in part, and what is left for people to do by
hand, such as environment variables, migrations, or settings of other services? Read the working folder where the diff does not show
enough. One short sentence each, in the words of the ticket; invent no requirements. Then judge for yourself whether the change is ready for
people to review: nothing essential is missing, and nothing in the diff would have to go before a merge. That somebody has approved of it before is
no reason.`,
  ]);
}
