import { CONVENTIONS } from './conventions.ts';
import type { PromptWriter } from './prompt-writer.ts';

const RULES = `You plan how a ticket is implemented in the repository that you see. You read, and change nothing: somebody else implements it, who
has not seen what you saw. Be concrete, name files, and look before you claim. ${CONVENTIONS}`;

/** The one pass of the planning phase. */
export function planningPrompt(writer: PromptWriter, template: string): string {
  const variables = ['ISSUE_TITLE', 'ISSUE_DESCRIPTION', 'PARENT', 'SIBLINGS', 'DEPENDENCIES'] as const;
  return writer.prompt('plan', [
    RULES,
    writer.teamPrompt(template, variables),
    'Give the plan in the form you are asked for.',
  ]);
}
