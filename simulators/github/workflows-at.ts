import { parse } from 'yaml';
import * as z from 'zod';
import { atHead } from './git/at-head.ts';
import type { SimulatedRepository, SimulatedWorkflow } from './repositories.ts';

const Workflow = z.object({
  on: z.object({
    workflow_dispatch: z
      .object({ inputs: z.record(z.string(), z.object({ required: z.boolean().optional() })).default({}) })
      .nullable(),
  }),
});

/**
 * The workflow of that name as a dispatch on a branch meets it: read from the repository's code, else as the repository was told to have
 * it. GitHub's parser reads the file when the run is executed; here its inputs count.
 */
export async function workflowAt(
  repository: SimulatedRepository,
  branch: string,
  file: string,
): Promise<SimulatedWorkflow | undefined> {
  const told = repository.workflows.find((workflow) => workflow.file === file);
  if (repository.gitDir === undefined) return told;
  const text = await atHead(repository.gitDir, branch, `.github/workflows/${file}`, ['show']);
  if (text === undefined) return told;
  const parsed = Workflow.safeParse(parse(text));
  const inputs = Object.entries(parsed.data?.on.workflow_dispatch?.inputs ?? {});
  return {
    ...told,
    file,
    inputs: inputs.map(([name, { required }]) => ({ name, isRequired: required === true })),
    lacksDispatch: !parsed.success,
  };
}
