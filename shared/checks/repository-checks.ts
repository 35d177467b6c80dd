import type { Check } from '../contract/check.ts';
import { runnerByBlob } from '../contract/released-runners.ts';
import { runnerText } from '../contract/runner-text.ts';
import type { ProjectMapping } from '../domain/mapping.ts';
import { type RunnerJob, sharedRunner } from '../domain/runner-jobs.ts';
import type { AppGrants } from '../ports/code-host.ts';
import { acceptedChecks, askedChecks } from './app-grants.ts';
import { failed, ok, warning } from './finding.ts';

/** What was seen of a mapping's repository. */
export interface RepositorySeen {
  /** Whether a rule wants a pull request for the default branch. */
  isProtected: boolean;
  /** Paths of what a sync would write. */
  due: readonly string[];
  /** What git calls the content of the runner there, where it is another than that of this deployment. */
  runnerBlob: string | undefined;
  /** Why a run would be refused, each a sentence. */
  obstacles: readonly string[];
  /** Jobs of the newest run in which the agent worked. */
  jobs: readonly RunnerJob[];
  grants: AppGrants;
  /** Of a repository on Bedrock that has its `WORKFLOW.md`: the model by which that has runs work. */
  workflow: { model: string | undefined } | undefined;
}

/** Judges the repository of a mapping: what the admin API answers for the form, and what doctor prints. */
export function repositoryChecks(mapping: ProjectMapping, seen: RepositorySeen): Check[] {
  return [
    ...templateChecks(mapping, seen),
    ...installedRunnerChecks(mapping, seen),
    ...branchChecks(mapping, seen),
    ...modelChecks(mapping, seen),
    ...obstacleChecks(mapping, seen),
    ...runnerChecks(mapping, seen),
    ...grantChecks(mapping, seen),
  ];
}

function templateChecks(mapping: ProjectMapping, { due }: RepositorySeen): Check[] {
  const of = nameOf(mapping);
  if (due.length === 0) return [ok('templates_synced', 'The default branch has the files of this version.', of)];
  const evidence = `A sync would write ${due.join(', ')} to ${mapping.defaultBranch}.`;
  const remedy = `In the admin UI, Mappings, choose "Sync templates" of ${mapping.name}, and merge the pull request that it opens.`;
  return [warning('templates_due', { evidence, remedy, of })];
}

function installedRunnerChecks(mapping: ProjectMapping, { runnerBlob }: RepositorySeen): Check[] {
  const text = runnerBlob === undefined ? undefined : runnerText(runnerByBlob(runnerBlob));
  if (text === undefined) return [];
  const remedy = `In the history of ${mapping.defaultBranch}, see who last wrote .github/ai-implement/runner.mjs.`;
  return [warning('runner_differs', { evidence: text, remedy, of: nameOf(mapping) })];
}

function branchChecks(mapping: ProjectMapping, { isProtected }: RepositorySeen): Check[] {
  const of = nameOf(mapping);
  const { defaultBranch } = mapping;
  if (isProtected) return [ok('branch_protected', `The branch ${defaultBranch} takes pull requests only.`, of)];
  const evidence = `The branch ${defaultBranch} of ${of} is not protected: a run may write to the repository, and could change there what later runs execute.`;
  return [warning('unprotected_branch', { evidence, remedy: 'Add a rule that requires a pull request.', of })];
}

function modelChecks(mapping: ProjectMapping, { due, workflow }: RepositorySeen): Check[] {
  const of = nameOf(mapping);
  const { provider, bedrockModelId } = mapping;
  if (provider !== 'bedrock') return [ok('model_known', 'Runs use the model that WORKFLOW.md names.', of)];
  if (workflow !== undefined) return [standingModelCheck(mapping, workflow.model)];
  if (bedrockModelId !== undefined || !due.includes('WORKFLOW.md')) {
    return [ok('model_known', `A sync writes ${bedrockModelId} into WORKFLOW.md.`, of)];
  }
  const remedy = 'Set it in this mapping before you sync, or in WORKFLOW.md after the merge.';
  return [warning('model_needed', { evidence: 'Runs on Bedrock need a model, and none is named.', remedy, of })];
}

/** A sync writes no WORKFLOW.md that stands: what that names is what runs use. */
function standingModelCheck(mapping: ProjectMapping, model: string | undefined): Check {
  const of = nameOf(mapping);
  const { bedrockModelId: wanted = '' } = mapping;
  const remedy = `Write "model: ${wanted || 'ID'}" into the front matter of WORKFLOW.md on ${mapping.defaultBranch}${wanted && model ? `, or ${model} into "Model on Bedrock" of the mapping` : ''}.`;
  if (model === undefined) {
    const evidence =
      'Runs on Bedrock need a model, and the WORKFLOW.md that stands names none; that of the mapping is for a new one.';
    return warning('model_needed', { evidence, remedy, of });
  }
  if (wanted === '' && model.startsWith('claude-')) {
    const evidence = `The repository names ${model}, which is Anthropic's own name: Bedrock does not know it.`;
    return warning('model_differs', { evidence, remedy, of });
  }
  if (wanted === '' || idOf(wanted) === idOf(model))
    return ok('model_known', `Runs use ${model}, which the repository names.`, of);
  const evidence = `Runs use ${model}, which the repository names; the mapping names ${wanted}.`;
  return warning('model_differs', { evidence, remedy, of });
}

/** An ARN ends in the id. */
const idOf = (model: string) => model.split('/').at(-1);

function obstacleChecks(mapping: ProjectMapping, { obstacles }: RepositorySeen): Check[] {
  const of = nameOf(mapping);
  if (obstacles.length === 0) return [ok('runs_welcome', 'Its rules and workflows let a run start and push.', of)];
  const remedy = `Change it in the settings of ${of}, or in the mapping, then look again.`;
  return obstacles.map((evidence) => failed('run_refused', { evidence, remedy, of }));
}

function runnerChecks(mapping: ProjectMapping, { jobs }: RepositorySeen): Check[] {
  const of = nameOf(mapping);
  const shared = sharedRunner(jobs);
  if (shared === undefined) {
    const evidence =
      jobs.length === 0 ? 'No run has worked there yet.' : "The newest run's agent had a runner of its own.";
    return [ok('runners_apart', evidence, of)];
  }
  const evidence = `In the newest run of ${of}, the agent's job shared ${shared} with the jobs around it: on runners of your own the next run is refused.`;
  const remedy =
    "Set the Actions variable AI_IMPLEMENT_TRUSTED_RUNS_ON to a label of other, ephemeral runners, or delete it for GitHub's. Larger runners of GitHub's may share a label.";
  return [warning('runner_shared', { evidence, remedy, of })];
}

function grantChecks({ owner }: ProjectMapping, { grants }: RepositorySeen): Check[] {
  return [...askedChecks(grants.app), ...acceptedChecks(owner, grants)];
}

function nameOf({ owner, repo }: ProjectMapping): string {
  return `${owner}/${repo}`;
}
