import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const FOLDER = join('templates', 'workflows');

const Environment = z.record(z.string(), z.unknown());

const Step = z.looseObject({
  name: z.string(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: Environment.optional(),
});
export type Step = z.infer<typeof Step>;

const Job = z.looseObject({
  uses: z.string().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
  'runs-on': z.string().optional(),
  env: Environment.optional(),
  steps: z.array(Step).optional(),
});
export type Job = z.infer<typeof Job>;

const Input = z.looseObject({ type: z.string(), required: z.boolean(), description: z.string() });

const Workflow = z.looseObject({
  'run-name': z.string().optional(),
  on: z.object({
    workflow_dispatch: z.object({ inputs: z.record(z.string(), Input) }).optional(),
    workflow_call: z.object({ inputs: z.record(z.string(), Input) }).optional(),
  }),
  env: Environment.optional(),
  permissions: z.unknown(),
  jobs: z.record(z.string(), Job),
});

export interface TemplateWorkflow {
  file: string;
  text: string;
  workflow: z.infer<typeof Workflow>;
}

/** The workflow files that we install, read as YAML. */
export const TEMPLATE_WORKFLOWS: TemplateWorkflow[] = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return { file, text, workflow: Workflow.parse(parse(text)) };
});

/** All steps of our workflow files, each with the place where it stands. */
export function templateSteps(): { place: string; job: Job; step: Step }[] {
  return TEMPLATE_WORKFLOWS.flatMap(({ file, workflow }) =>
    Object.entries(workflow.jobs).flatMap(([id, job]) =>
      (job.steps ?? []).map((step) => ({ place: `${file}, ${id}, ${step.name}`, job, step })),
    ),
  );
}
