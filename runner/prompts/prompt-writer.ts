import type { RunContext } from '../../shared/contract/runner.ts';
import { type PassName, passLine } from '../claude/claude.ts';
import { type DataFence, dataFence } from './data-fence.ts';
import { fillTemplate } from './fill-template.ts';
import { ticketVariables } from './ticket-variables.ts';

/** Writes the prompts of one run. */
export interface PromptWriter {
  fence: DataFence;
  /** The line of the pass, what fenced text is, then `sections`, parted by blank lines. */
  prompt(pass: PassName, sections: readonly string[]): string;
  /** The team's own prompt with its variables, and after it what of the ticket it left out. */
  teamPrompt(template: string, extras: readonly TicketVariable[]): string;
  /** Names in team prompts that look like variables and are none. */
  unknownVariables(template: string): readonly string[];
}

type TicketVariable = keyof typeof HEADINGS;

const HEADINGS = {
  ISSUE_TITLE: 'The ticket is called',
  ISSUE_DESCRIPTION: 'Its description:',
  PLANNING_CONTEXT: 'The plan:',
  PARENT: 'Its parent:',
  SIBLINGS: 'Tickets beside it:',
  DEPENDENCIES: 'Tickets that it depends on, or that depend on it:',
} as const;

/** `newTag` gives random tags for fences, as in `data-3f2c…`; `texts` is what else will stand in prompts of the run. */
export function promptWriter(context: RunContext, newTag: () => string, texts: readonly string[] = []): PromptWriter {
  const fence = dataFence([JSON.stringify(context), ...texts], newTag);
  const variables = ticketVariables(context, fence);
  const { runId, ticket } = context;
  return {
    fence,
    prompt: (pass, sections) =>
      [passLine(pass, { runId, ticketKey: ticket.key }), fence.explanation, ...sections]
        .filter((section) => section.trim() !== '')
        .join('\n\n'),
    teamPrompt(template, extras) {
      const { text, used } = fillTemplate(template, variables);
      const missing = extras.filter((name) => !used.has(name));
      return [text, ...missing.map((name) => `${HEADINGS[name]} ${variables[name]}`)].join('\n\n').trim();
    },
    unknownVariables: (template) => fillTemplate(template, variables).unknown,
  };
}
