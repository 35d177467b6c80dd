import type { TemplatesView } from '../../shared/contract/template-views.ts';
import { branchName } from '../../shared/domain/branch-name.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { type RunnerJob, sharedRunner } from '../../shared/domain/runner-jobs.ts';
import type { Comparison } from '../../shared/ports/code-host.ts';
import type { SyncTemplatesDeps } from './sync-templates-deps.ts';
import { type TargetFile, targetFiles } from './target-files.ts';

export interface ComparedTemplates {
  mapping: ProjectMapping;
  /** The newest commit of the default branch. */
  commit: string;
  /** What has to be written. */
  due: TargetFile[];
  view: TemplatesView;
}

/** Looks at the default branch of a mapping's repository. */
export async function compareTemplates(
  deps: Pick<SyncTemplatesDeps, 'mappings' | 'codeHost' | 'templates' | 'publicUrl'>,
  { mappingId }: { mappingId: string },
): Promise<ComparedTemplates> {
  const mapping = await deps.mappings.read(mappingId);
  if (mapping === undefined) throw new AppError('not_found', 'there is no such mapping');
  const files = targetFiles(await deps.templates.read(), mapping, deps.publicUrl);
  const comparison = await deps.codeHost.compare(mapping, mapping.defaultBranch, files);
  const obstacles = await deps.codeHost.obstacles(mapping, sampleRun(mapping));
  const jobs = await deps.codeHost.latestJobs(mapping, mapping.implementWorkflowFile);
  const grants = await deps.codeHost.grants(mapping);
  const { grantWarnings } = await import('./grant-warnings.ts');
  const stateOf = ({ path }: TargetFile) => comparison.states[path] ?? 'missing';
  const due = files.filter((file) => (file.isSeed ? stateOf(file) === 'missing' : stateOf(file) !== 'same'));
  return {
    mapping,
    commit: comparison.commit,
    due,
    view: {
      files: files.map((file) => ({
        path: file.path,
        state: stateOf(file),
        isSeed: file.isSeed,
        isDue: due.includes(file),
      })),
      warnings: [
        ...warningsOf(mapping, comparison, due),
        ...obstacles.map((message) => ({ code: 'run_refused' as const, message })),
        ...runnerWarnings(mapping, jobs),
        ...grantWarnings(mapping, grants),
      ],
    },
  };
}

/** What a run of this mapping would push, for a ticket such as there may be. */
function sampleRun(mapping: ProjectMapping) {
  const key = 'teamKey' in mapping ? `${mapping.teamKey}-1` : 'KEY-1';
  return {
    branch: branchName(key, 'Sample', { prefix: mapping.branchPrefix }),
    message: `${key}: Sample\n`,
    workflowFiles: [mapping.planWorkflowFile, mapping.implementWorkflowFile],
  };
}

function warningsOf(
  mapping: ProjectMapping,
  { isProtected }: Comparison,
  due: TargetFile[],
): TemplatesView['warnings'] {
  const { owner, repo, defaultBranch, provider, bedrockModelId } = mapping;
  const unprotected = {
    code: 'unprotected_branch' as const,
    message: `The branch ${defaultBranch} of ${owner}/${repo} is not protected: a run may write to the repository, and could change there what later runs execute. Add a rule that requires a pull request.`,
  };
  const modelNeeded = {
    code: 'model_needed' as const,
    message: 'Runs on Bedrock need a model: set it in this mapping before you sync, or in WORKFLOW.md after the merge.',
  };
  const isModelNeeded =
    provider === 'bedrock' && bedrockModelId === undefined && due.some(({ path }) => path === 'WORKFLOW.md');
  return [...(isProtected ? [] : [unprotected]), ...(isModelNeeded ? [modelNeeded] : [])];
}

function runnerWarnings({ owner, repo }: ProjectMapping, jobs: readonly RunnerJob[]): TemplatesView['warnings'] {
  const shared = sharedRunner(jobs);
  if (shared === undefined) return [];
  const message = `In the newest run of ${owner}/${repo}, the agent's job shared ${shared} with the jobs around it: on runners of your own the next run is refused. Set the Actions variable AI_IMPLEMENT_TRUSTED_RUNS_ON to a label of other, ephemeral runners, or delete it for GitHub's. Larger runners of GitHub's may share a label.`;
  return [{ code: 'runner_shared', message }];
}
