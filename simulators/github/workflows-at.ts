import { parse } from 'yaml';
import * as z from 'zod';
import { gitMaybe } from './git/git.ts';
import { looseHead } from './git/refs.ts';
import type { SimulatedRepository, SimulatedWorkflow } from './repositories.ts';

const Workflow = z.object({
  on: z.object({
    workflow_dispatch: z
      .object({ inputs: z.record(z.string(), z.object({ required: z.boolean().optional() })).default({}) })
      .nullable(),
  }),
});

/** By commit, which never changes. */
const known = new Map<string, Promise<string | undefined>>();

function textAt(gitDir: string, branch: string, path: string): Promise<string | undefined> {
  const head = looseHead(gitDir, branch);
  if (head === undefined) return gitMaybe(gitDir, ['show', `refs/heads/${branch}:${path}`]);
  const key = `${gitDir} ${head} ${path}`;
  const text = known.get(key) ?? gitMaybe(gitDir, ['show', `${head}:${path}`]);
  known.set(key, text);
  return text;
}

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
  const text = await textAt(repository.gitDir, branch, `.github/workflows/${file}`);
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
