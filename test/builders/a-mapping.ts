import type { MappingSettings, MappingState, ProjectMapping } from '../../shared/domain/mapping.ts';
import type { TrackerName } from '../../shared/domain/ticket.ts';
import type { ScopeOf } from '../../shared/domain/trackers/trackers.ts';

type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
/** Fields of every scope, of which a mapping has those of its tracker. */
type ScopeFields = Together<{ [Name in TrackerName]: Omit<ScopeOf<Name>, 'tracker'> }[TrackerName]>;
export type MappingFields = Partial<ScopeFields & MappingSettings & MappingState & { tracker: TrackerName }>;

/** A mapping that was never saved (version 0): of the whole Linear team ENG, unless a tracker is given with its scope. */
export function aMapping(overrides: MappingFields = {}): ProjectMapping {
  const settings: MappingSettings & MappingState = {
    mappingId: '01KE6XMMMM0000000000000001',
    name: 'Backend',
    owner: 'acme',
    repo: 'backend',
    defaultBranch: 'main',
    planWorkflowFile: 'claude-plan.yml',
    implementWorkflowFile: 'claude-implement.yml',
    maxInProgress: 3,
    planningEnabled: false,
    autoApprovePlans: true,
    cancelWhenUnmarked: true,
    completeWhenMerged: true,
    guardedPaths: 'leave_out',
    minorFindingsCount: false,
    executor: 'github-actions',
    machineCpus: 2,
    machineMemoryMb: 4096,
    provider: 'anthropic',
    budgetUsdPerRun: 10,
    budgetUsdPerTicket: 30,
    budgetUsdPerDay: 100,
    budgetStopsSubscription: false,
    notifiesChats: true,
    paused: false,
    version: 0,
    createdAt: '2026-01-01T08:00:00.000Z',
    updatedAt: '2026-01-01T08:00:00.000Z',
  };
  const scope = (overrides.tracker ?? 'linear') === 'linear' ? { tracker: 'linear', teamKey: 'ENG' } : {};
  return { ...scope, ...settings, ...overrides } as ProjectMapping;
}
