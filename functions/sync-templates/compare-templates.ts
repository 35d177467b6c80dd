import type { RepositorySeen } from '../../shared/checks/repository-checks.ts';
import type { TemplatesView } from '../../shared/contract/template-views.ts';
import { branchName } from '../../shared/domain/branch-name.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { namedModel } from '../../shared/domain/named-model.ts';
import { CONFIG_FILE } from '../../shared/domain/repository-config.ts';
import type { Comparison } from '../../shared/ports/code-host.ts';
import type { SyncTemplatesDeps } from './sync-templates-deps.ts';
import { RUNNER_PATH, type TargetFile, targetFiles } from './target-files.ts';

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
  const { repositoryChecks } = await import('../../shared/checks/repository-checks.ts');
  const stateOf = ({ path }: Pick<TargetFile, 'path'>) => comparison.states[path] ?? 'missing';
  const runnerBlob = stateOf({ path: RUNNER_PATH }) === 'differs' ? comparison.blobs[RUNNER_PATH] : undefined;
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
      checks: repositoryChecks(mapping, {
        isProtected: comparison.isProtected,
        due: due.map(({ path }) => path),
        runnerBlob,
        obstacles,
        jobs,
        grants,
        workflow: await standingWorkflow(deps, mapping, comparison),
      }),
    },
  };
}

/** On Bedrock no name of a model is known everywhere, so that it matters which one stands there. */
async function standingWorkflow(
  { codeHost }: Pick<SyncTemplatesDeps, 'codeHost'>,
  mapping: ProjectMapping,
  { commit, states }: Comparison,
): Promise<RepositorySeen['workflow']> {
  if (mapping.provider !== 'bedrock' || states['WORKFLOW.md'] === 'missing') return undefined;
  const read = (path: string) => codeHost.text(mapping, { commit, path });
  const model = namedModel((await read('WORKFLOW.md')) ?? '', await read(CONFIG_FILE));
  return { model };
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
