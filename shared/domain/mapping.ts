import type { Ticket, TrackerName } from './ticket.ts';
import type { Instant } from './time.ts';

/** Who serves the model. */
export const PROVIDERS = ['anthropic', 'bedrock'] as const;
export type Provider = (typeof PROVIDERS)[number];
/** Where runs execute; `local` on a laptop only. */
export const EXECUTORS = ['github-actions', 'local'] as const;
export type ExecutorName = (typeof EXECUTORS)[number];

/** US dollars that the model may cost in one run, unless its mapping says otherwise. */
export const DEFAULT_BUDGET_USD = 10;

/** Joins a Linear team, optionally narrowed, or a Jira scope to one GitHub repository, with the settings of its runs. */
export interface ProjectMapping {
  mappingId: string;
  name: string;
  tracker: TrackerName;
  /** Linear; empty on Jira. */
  teamKey: string;
  /** Narrows the team to one Linear project. */
  linearProjectId?: string | undefined;
  /** Narrows the team to tickets that bear this label. */
  label?: string | undefined;
  /** The Jira scope. */
  jql?: string | undefined;
  repoFieldValue?: string | undefined;
  statusFieldOverride?: string | undefined;
  repoFieldOverride?: string | undefined;
  owner: string;
  repo: string;
  defaultBranch: string;
  planWorkflowFile: string;
  implementWorkflowFile: string;
  /** Runs in progress at once, 1 to 100; counts for the whole team on Linear. */
  maxInProgress: number;
  /** A ticket is planned first, and implemented by its plan. */
  planningEnabled: boolean;
  /** A plan is implemented without a person's word. */
  autoApprovePlans: boolean;
  executor: ExecutorName;
  provider: Provider;
  awsRegion?: string | undefined;
  /** Bedrock only: the model that newly seeded prompt files name. */
  bedrockModelId?: string | undefined;
  maxTurns?: number | undefined;
  maxIterations?: number | undefined;
  maxJobMinutes?: number | undefined;
  /** US dollars that the model may cost in one run. */
  budgetUsdPerRun: number;
  runnerImage?: string | undefined;
  branchPrefix?: string | undefined;
  paused: boolean;
  /** Set by us when the repository refuses every run; cleared when the mapping is saved or resumed. */
  suspended?: { reason: string; at: Instant } | undefined;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

/** What a capacity limit counts: on Linear a team, on Jira the mapping. */
export function bucketIdOf({ tracker, teamKey, mappingId }: BucketOwner): string {
  return `${tracker}#${tracker === 'linear' ? teamKey : mappingId}`;
}
type BucketOwner = Pick<ProjectMapping, 'tracker' | 'teamKey' | 'mappingId'>;

/** Why no run of the mapping may begin, if so. */
export function holdOf(
  mapping: Pick<ProjectMapping, 'name' | 'paused' | 'suspended'>,
): { reason: 'paused' | 'suspended'; detail: string } | undefined {
  if (mapping.paused) return { reason: 'paused', detail: `the mapping ${mapping.name} is paused` };
  return mapping.suspended && { reason: 'suspended', detail: mapping.suspended.reason };
}

function narrowness(mapping: ProjectMapping): number {
  return (mapping.linearProjectId === undefined ? 0 : 2) + (mapping.label === undefined ? 0 : 1);
}

/** Whether the ticket is in the scope of the mapping. */
export function covers(mapping: ProjectMapping, ticket: Ticket): boolean {
  if (mapping.tracker !== ticket.tracker) return false;
  if (mapping.tracker === 'jira') return ticket.mappingIds?.includes(mapping.mappingId) === true;
  return (
    mapping.teamKey === ticket.teamKey &&
    (mapping.linearProjectId === undefined || mapping.linearProjectId === ticket.projectId) &&
    (mapping.label === undefined || bearsLabel(ticket, mapping.label))
  );
}

/** Linear counts labels whose names differ in capitals only as one. */
function bearsLabel({ labels }: Ticket, wanted: string): boolean {
  return labels.some((label) => label.toLowerCase() === wanted.toLowerCase());
}

/** The mappings that cover the ticket most narrowly (project and label, project, label, team): more than one is a tie, which people must resolve. */
export function narrowestMappings(mappings: readonly ProjectMapping[], ticket: Ticket): ProjectMapping[] {
  const covering = mappings.filter((m) => covers(m, ticket));
  const most = Math.max(...covering.map(narrowness));
  return covering.filter((m) => narrowness(m) === most);
}

/** The narrowest mapping that covers the ticket; of equals the oldest. */
export function mappingFor(mappings: readonly ProjectMapping[], ticket: Ticket): ProjectMapping | undefined {
  return narrowestMappings(mappings, ticket).sort((a, b) => a.createdAt.localeCompare(b.createdAt))[0];
}
