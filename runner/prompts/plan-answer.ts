import * as z from 'zod';
import type { Plan } from '../../shared/domain/plan-comments.ts';

const texts = (what: string) => z.array(z.string()).describe(what);

const WorkUnit = z.object({
  id: z
    .string()
    .regex(/^WU-\d+$/)
    .describe('WU-1, WU-2 …'),
  name: z.string(),
  description: z.string().describe('one or two sentences: what is done, and how one sees that it is'),
  files: z
    .array(z.string())
    .describe('all that it writes: paths or globs (`*`, `**`) from the root of the repository, tests included'),
  dependsOn: z.array(z.string()).describe('ids of units that come before it'),
});

/** The form in which the model plans; we render it. */
export const PlanAnswer: z.ZodType<Plan> = z.object({
  architecture: z.object({
    today: z.string().describe('how the code that matters here is structured today'),
    approach: z.string().describe('one to three sentences'),
    files: z.array(z.object({ path: z.string(), action: z.enum(['create', 'modify']), purpose: z.string() })),
    decisions: texts('what could have been decided otherwise, each with its reason'),
    risks: texts('risks, and questions that only people can answer'),
  }),
  tests: z.object({
    unit: texts('behaviour that unit tests must show, with their file'),
    integration: texts('behaviour that integration tests must show'),
    manual: texts('what a person should try by hand'),
  }),
  workUnits: z
    .object({
      independent: z.array(WorkUnit).describe('may be done at the same time: no file in two of them, no dependency'),
      sequential: z.array(WorkUnit).describe('come after those, in this order'),
    })
    .optional()
    .describe('left out when the ticket is small or its parts hang closely together'),
  crossStory: z
    .object({
      upstream: texts('what this ticket needs from others'),
      downstream: texts('what it changes for others'),
      coordination: texts('what has to be agreed upon'),
    })
    .optional()
    .describe('left out where related tickets do not matter'),
});
