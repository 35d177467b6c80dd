import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Story } from '../anthropic/agents/storied-agent.ts';

const texts = z.array(z.string());
const Files = z.record(z.string(), z.string());
const Units = z.array(z.looseObject({ id: z.string(), files: texts }));

const StoryFile: z.ZodType<Story> = z.strictObject({
  plan: z.looseObject({ workUnits: z.object({ independent: Units, sequential: Units }).optional() }).optional(),
  summary: z.string(),
  files: Files,
  finding: z.string().optional(),
  neverApproved: z.boolean().optional(),
  implemented: texts,
  gap: z.string().optional(),
  manualSteps: texts,
  notReady: z.boolean().optional(),
  later: z.strictObject({ summary: z.string(), files: Files }).optional(),
});

/** What is written for a seeded ticket: its file in `stories/`, or a proposal where it has none. */
export function storyOf({ key, title }: { key: string; title: string }): Story {
  const file = join(import.meta.dirname, 'stories', `${key}.yaml`);
  return existsSync(file) ? StoryFile.parse(parse(readFileSync(file, 'utf8'))) : proposal(key, title);
}

/** For tickets that ask for a decision, or that nobody described yet: a page for the team to talk about. */
function proposal(key: string, title: string): Story {
  const path = `docs/${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.md`;
  return {
    plan: {
      today:
        'The ticket has a title and no description, and nothing in the repository answers it. `docs/` does not exist yet.',
      approach: `A page \`${path}\` says what is known, what has to be decided, and by whom, so that the work after it can be cut.`,
      files: [{ path, action: 'create', purpose: 'the proposal' }],
      decisions: ['No code before the team has agreed: the ticket leaves too much open.'],
      risks: ['Who decides? Assumed: the owners of this repository.'],
      unit: [],
      integration: [],
      manual: ['Read the page in the next planning meeting.'],
    },
    summary: `Proposes how to go about "${title}", for the team to decide. There is no code in it yet.`,
    files: { [path]: `# ${title}\n\nFor ${key}.\n\n${PROPOSAL}` },
    implemented: [`The question of the ticket stands on a page of its own (\`${path}\`).`],
    gap: 'The page names no date by which the decision is needed.',
    manualSteps: ['Decide, and write the decision down on the page.'],
    later: {
      summary: 'Names the date by which the decision is needed.',
      files: { [path]: `# ${title}\n\nFor ${key}.\n\n${PROPOSAL}\n## By when\n\nBefore the next release is cut.\n` },
    },
  };
}

const PROPOSAL = `## Where we are

Nothing is decided. This page collects what speaks for each way, so that the decision takes one meeting.

## What has to be decided

- What do we want to be able to say afterwards that we cannot say today?
- Which is the smallest step that gets us there, and what do we leave for later?
- Who is asked before it is done, and who is told?
`;
