/** A mapping as the form would send it. */
export function aMappingInput() {
  return {
    name: 'Backend',
    tracker: 'linear' as const,
    teamKey: 'ENG',
    owner: 'acme',
    repo: 'backend',
    defaultBranch: 'main',
    planWorkflowFile: 'claude-plan.yml',
    implementWorkflowFile: 'claude-implement.yml',
    planningEnabled: false,
    autoApprovePlans: true,
    cancelWhenUnmarked: true,
    completeWhenMerged: true,
    notifiesChats: true,
    guardedPaths: 'leave_out' as const,
    minorFindingsCount: false,
    executor: 'github-actions' as const,
    machineCpus: 2,
    machineMemoryMb: 4096,
    provider: 'anthropic' as const,
    budgetUsdPerRun: 10,
    budgetUsdPerTicket: 30,
    budgetUsdPerDay: 100,
    budgetStopsSubscription: false,
  };
}
