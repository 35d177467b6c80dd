import type { MappingView } from '../../../shared/contract/admin.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';

/** A mapping as the UI gets it: all of it, field by field. */
export function presentMapping(mapping: ProjectMapping): MappingView {
  return {
    mappingId: mapping.mappingId,
    version: mapping.version,
    name: mapping.name,
    tracker: mapping.tracker,
    teamKey: mapping.teamKey,
    linearProjectId: mapping.linearProjectId,
    label: mapping.label,
    jql: mapping.jql,
    repoFieldValue: mapping.repoFieldValue,
    statusFieldOverride: mapping.statusFieldOverride,
    repoFieldOverride: mapping.repoFieldOverride,
    owner: mapping.owner,
    repo: mapping.repo,
    defaultBranch: mapping.defaultBranch,
    planWorkflowFile: mapping.planWorkflowFile,
    implementWorkflowFile: mapping.implementWorkflowFile,
    maxInProgress: mapping.maxInProgress,
    planningEnabled: mapping.planningEnabled,
    autoApprovePlans: mapping.autoApprovePlans,
    executor: mapping.executor,
    provider: mapping.provider,
    awsRegion: mapping.awsRegion,
    bedrockModelId: mapping.bedrockModelId,
    maxTurns: mapping.maxTurns,
    maxIterations: mapping.maxIterations,
    maxJobMinutes: mapping.maxJobMinutes,
    budgetUsdPerRun: mapping.budgetUsdPerRun,
    runnerImage: mapping.runnerImage,
    branchPrefix: mapping.branchPrefix,
    paused: mapping.paused,
    suspended: mapping.suspended,
    createdAt: mapping.createdAt,
    updatedAt: mapping.updatedAt,
  };
}
