import type { ProjectMapping } from '../../shared/domain/mapping.ts';

/** A mapping of the whole Linear team ENG that was never saved (version 0). */
export function aMapping(overrides: Partial<ProjectMapping> = {}): ProjectMapping {
  return {
    mappingId: '01KE6XMMMM0000000000000001',
    name: 'Backend',
    tracker: 'linear',
    teamKey: 'ENG',
    owner: 'acme',
    repo: 'backend',
    defaultBranch: 'main',
    planWorkflowFile: 'claude-plan.yml',
    implementWorkflowFile: 'claude-implement.yml',
    maxInProgress: 3,
    planningEnabled: false,
    autoApprovePlans: true,
    executor: 'github-actions',
    provider: 'anthropic',
    budgetUsdPerRun: 10,
    paused: false,
    version: 0,
    createdAt: '2026-01-01T08:00:00.000Z',
    updatedAt: '2026-01-01T08:00:00.000Z',
    ...overrides,
  };
}
