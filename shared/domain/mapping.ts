import type { ExecutorName } from './executors.ts';
import type { GuardPolicy } from './path-guard.ts';
import type { RunnerDrift } from './runner-seen.ts';
import type { Ticket, TrackerName } from './ticket.ts';
import type { Instant } from './time.ts';
import { rulesOf, type TrackerScope } from './trackers/trackers.ts';

/** Who serves the model. */
export const PROVIDERS = ['anthropic', 'bedrock'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Of a mapping that names none. */
export const DEFAULT_TRACKER = 'linear' satisfies TrackerName;
/** US dollars that the model may cost in one run, unless its mapping says otherwise. */
export const DEFAULT_BUDGET_USD = 10;
/** The same of all runs of a ticket, and of all runs of a mapping on one day. */
export const DEFAULT_TICKET_BUDGET_USD = 30;
export const DEFAULT_DAY_BUDGET_USD = 100;
/** Of a machine on Fly, unless its mapping says otherwise. */
export const DEFAULT_MACHINE_CPUS = 2;
export const DEFAULT_MACHINE_MEMORY_MB = 4096;

/** What people set of a mapping, beside where its tickets are. */
export interface MappingSettings {
  name: string;
  owner: string;
  repo: string;
  defaultBranch: string;
  planWorkflowFile: string;
  implementWorkflowFile: string;
  /** Runs in progress at once, 1 to 100; counts for all mappings that share the bucket. */
  maxInProgress: number;
  /** A ticket is planned first, and implemented by its plan. */
  planningEnabled: boolean;
  /** A plan is implemented without a person's word. */
  autoApprovePlans: boolean;
  /** A trigger that is taken off, or a ticket that is closed, cancels the run in flight. */
  cancelWhenUnmarked: boolean;
  /** On Linear: a merged pull request moves its ticket to its team's first completed state. */
  completeWhenMerged: boolean;
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
  /** The same of all runs of one ticket, and of all runs that are admitted on one day (UTC). */
  budgetUsdPerTicket: number;
  budgetUsdPerDay: number;
  /** Budgets stop runs also where a subscription pays for the model, whose dollars are notional; else they only warn there. */
  budgetStopsSubscription: boolean;
  /** The chats of the deployment, where it has any, are told of its runs and of what needs an operator. */
  notifiesChats: boolean;
  runnerImage?: string | undefined;
  /** Fly Machines only: processors, memory in MB and region of a run's machine. */
  machineCpus: number;
  machineMemoryMb: number;
  machineRegion?: string | undefined;
  /** Fly Machines only, no secrets: variables of the machine, as `NAME=value` parted by blanks. */
  extraEnv?: string | undefined;
  /** What becomes of work that touches guarded paths. */
  guardedPaths: GuardPolicy;
  /** Guarded paths that runs may change after all: paths and globs, parted by commas. */
  allowedGuardedPaths?: string | undefined;
  branchPrefix?: string | undefined;
  /** Logins of bots whose findings count, separated by commas or blanks; those whose format is known where it is undefined. */
  trustedReviewBots?: string | undefined;
  /** What bots call trivial, low or a nitpick counts as well. */
  minorFindingsCount: boolean;
}

/** Why a mapping is held, for people, and by which failure; records of earlier versions name none. */
export interface Suspension {
  reason: string;
  code?: string | undefined;
  at: Instant;
}

/** What we keep of a mapping beside what people set. */
export interface MappingState {
  mappingId: string;
  paused: boolean;
  /** With `paused`: the stop of all runs that paused it; undoing that resumes it. */
  stopId?: string | undefined;
  /** GitHub's number for the repository, once it is known. It stays when the repository is renamed, and is no other's. */
  repositoryId?: string | undefined;
  /** The newest run that told who pays for the model told of a subscription. */
  isSubscription?: boolean | undefined;
  /** The runner in the repository, as the newest run that told of it said, where it is not that of this deployment. */
  runner?: RunnerDrift | undefined;
  /** Set by us when the repository refuses every run; cleared when the mapping is saved or resumed, or we see it mended. */
  suspended?: Suspension | undefined;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

/** Joins a scope of a tracker to one GitHub repository, with the settings of its runs. */
export type ProjectMapping = TrackerScope & MappingSettings & MappingState;

/** What names a bucket. */
type Mapped = TrackerScope & Pick<MappingState, 'mappingId'>;

/** What a capacity limit counts: `<tracker>#<name>`. */
export function bucketIdOf(mapping: Mapped): string {
  return `${mapping.tracker}#${rulesOf(mapping).bucketKeyOf(mapping, mapping.mappingId)}`;
}

/** What people call a bucket; undefined where it is called as its one mapping. */
export function bucketTitleOf({ tracker, bucketId }: { tracker: TrackerName; bucketId: string }): string | undefined {
  return rulesOf({ tracker }).bucketTitleOf(bucketId.slice(tracker.length + 1));
}

/** Why a ticket of this mapping waits when no slot is free, for people. */
export function capacityTaken(mapping: Mapped & Pick<MappingSettings, 'name'>): string {
  const { tracker } = mapping;
  return `all slots of ${bucketTitleOf({ tracker, bucketId: bucketIdOf(mapping) }) ?? mapping.name} are taken`;
}

/** Why no run of the mapping may begin, if so. */
export function holdOf(
  mapping: Pick<ProjectMapping, 'name' | 'paused' | 'stopId' | 'suspended'>,
): { reason: 'paused' | 'suspended'; detail: string } | undefined {
  if (mapping.paused && mapping.stopId !== undefined) return { reason: 'paused', detail: 'an admin stopped all runs' };
  if (mapping.paused) return { reason: 'paused', detail: `the mapping ${mapping.name} is paused` };
  return mapping.suspended && { reason: 'suspended', detail: mapping.suspended.reason };
}

/** Whether the ticket is in the scope of the mapping. */
export function covers(mapping: ProjectMapping, ticket: Ticket): boolean {
  return mapping.tracker === ticket.tracker && rulesOf(mapping).covers(mapping, ticket, mapping.mappingId);
}

/** The mappings that cover the ticket most narrowly: more than one is a tie, which people must resolve. */
export function narrowestMappings(mappings: readonly ProjectMapping[], ticket: Ticket): ProjectMapping[] {
  const covering = mappings.filter((m) => covers(m, ticket));
  const narrowness = (m: ProjectMapping) => rulesOf(m).narrowness(m);
  const most = Math.max(...covering.map(narrowness));
  return covering.filter((m) => narrowness(m) === most);
}

/** The narrowest mapping that covers the ticket; of equals the oldest. */
export function mappingFor(mappings: readonly ProjectMapping[], ticket: Ticket): ProjectMapping | undefined {
  return narrowestMappings(mappings, ticket).sort((a, b) => a.createdAt.localeCompare(b.createdAt))[0];
}
