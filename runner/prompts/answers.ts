import * as z from 'zod';

/** The forms in which the passes answer; no verdict is ever read out of prose. Sizes are those of the hand-over. */
const addressed = z
  .array(
    z.object({
      fingerprint: z.string().describe('of the finding, as it was given'),
      reply: z.string().describe('what was done about it, or why nothing was, one or two sentences, for its author'),
      isDone: z.boolean().optional().describe('false where nothing was changed for it'),
    }),
  )
  .describe('findings that need nothing more; empty where none were given');

export const ImplementationAnswer = z.object({
  summary: z
    .string()
    .describe('Markdown for the pull request: what was done and why, where to look first, deviations from the plan'),
  addressed,
});
export type ImplementationAnswer = z.infer<typeof ImplementationAnswer>;

export const ReviewAnswer = z.object({
  isApproved: z.boolean().describe('true when the change may be merged as it is'),
  findings: z.array(z.string()).describe('what must change before that: file, line, problem, and what would be right'),
});
export type ReviewAnswer = z.infer<typeof ReviewAnswer>;

export const TriageAnswer = z.object({
  needsWork: z.boolean().describe('false when nothing in the code has to change'),
  reason: z.string().describe('one or two sentences for people'),
  addressed,
});
export type TriageAnswer = z.infer<typeof TriageAnswer>;

export const GapAnalysis = z.object({
  implemented: z.array(z.string()).describe('requirements of the ticket that the diff fully meets'),
  gaps: z.array(z.string()).describe('requirements that are missing or met in part, each with what is missing'),
  manualSteps: z.array(z.string()).describe('what people must do by hand: settings, migrations, secrets, services'),
  isReady: z
    .boolean()
    .describe('true when people may review the change as finished work; manual steps do not stand against that'),
});
export type GapAnalysis = z.infer<typeof GapAnalysis>;
