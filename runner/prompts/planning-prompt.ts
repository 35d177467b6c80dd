import type { RunContext } from '../../shared/contract/runner.ts';
import { CONVENTIONS } from './conventions.ts';
import type { PromptWriter } from './prompt-writer.ts';

const RULES = `You plan how a ticket is implemented in the repository that you see. You read, and change nothing: somebody else implements it, who
has not seen what you saw. Be concrete, name files, and look before you claim. ${CONVENTIONS}`;

/** The one pass of the planning phase. */
export function planningPrompt(
  writer: PromptWriter,
  template: string,
  { refusedPlan }: Pick<RunContext, 'refusedPlan'>,
): string {
  const variables = ['ISSUE_TITLE', 'ISSUE_DESCRIPTION', 'PARENT', 'SIBLINGS', 'DEPENDENCIES'] as const;
  return writer.prompt('plan', [
    RULES,
    writer.teamPrompt(template, variables),
    refusedPlan === undefined ? '' : otherwise(writer, refusedPlan),
    'Give the plan in the form you are asked for.',
  ]);
}

function otherwise({ fence }: PromptWriter, { remark, text }: NonNullable<RunContext['refusedPlan']>): string {
  return [
    'There was a plan already, and a person who may approve plans asked for another one. What they want instead:',
    fence.block('remark on the plan', remark),
    'The plan that they saw; keep of it what the remark leaves standing:',
    fence.block('refused plan', text),
  ].join('\n');
}
