import type { LocalClock } from '../clock.ts';
import type { Artifacts } from './artifacts.ts';
import type { CacheMode } from './cache-mode.ts';
import type { ConcurrencyGroups } from './concurrency-groups.ts';
import type { Value } from './expressions.ts';
import type { Language } from './language.ts';
import type { MachineSlots } from './machine-slots.ts';
import type { OidcIssuer } from './oidc-issuer.ts';
import { type RunFacts, refOf } from './run-facts.ts';
import type { Permissions, WorkflowFile } from './workflow-file.ts';

/** The runner that takes a job. */
export interface Runner {
  /** Whose it is. */
  environment: 'github-hosted' | 'self-hosted';
  name: string;
}

/** The machine that jobs run on. */
export interface Machine {
  /** `PATH`: git, bash, npm, and `claude` where it is installed. */
  path: string;
  /** What else every process of a job finds in its environment. */
  env: Readonly<Record<string, string>>;
  /** Secrets and variables of a repository, by name; asked anew for each run. */
  secretsOf(repository: string): Readonly<Record<string, string>>;
  varsOf(repository: string): Readonly<Record<string, string>>;
  /** How many jobs run at once; the others wait. @default all */
  jobsAtOnce?: number | undefined;
  /** Which runner takes a job that asks for this label. @default one of GitHub's */
  runnerOf?(label: string): Runner;
}

export type PartConclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

/** A step of a job, for people. Logs are masked and bounded. */
export interface StepRecord {
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: PartConclusion | null;
  /** It failed, and may: the job goes on, and its conclusion is a success. */
  isExcused?: boolean;
  log?: string;
}

/** A job of a run, for people; of a called file it is named `<job> / <job of the file>`. */
export interface JobRecord extends StepRecord {
  steps: StepRecord[];
  /** Its outputs, once it has ended. */
  outputs?: Record<string, string>;
  /** What it asked for, and who took it; absent until then. */
  labels?: string[];
  runner?: Runner;
}

/** All that the jobs of one attempt of a run share. */
export interface RunPlay {
  facts: RunFacts;
  language: Language;
  clock: Pick<LocalClock, 'now' | 'offsetMs' | 'at'>;
  machine: Machine;
  issuer: Pick<OidcIssuer, 'admit'>;
  subject: 'names' | 'ids';
  groups: ConcurrencyGroups;
  machines: MachineSlots;
  artifacts: Artifacts;
  /** Aborted when the run is cancelled. */
  cancel: AbortSignal;
  /** Aborted when the simulator closes. */
  halt: AbortSignal;
  /** Where jobs get their folders; removed after the run. */
  folder: string;
  urls: { api: string; server: string };
  /** The `GITHUB_TOKEN` of a job with these permissions. */
  mintToken(permissions: Permissions): string;
  /** Reads a workflow file of the run's commit. */
  readFile(path: string): Promise<WorkflowFile>;
  jobs: JobRecord[];
}

/** One workflow file that is being played: the dispatched one, or one that it calls. */
export interface FileFrame {
  file: WorkflowFile;
  inputs: Readonly<Record<string, Value>>;
  secrets: Readonly<Record<string, string>>;
  /** What the calling job may do at most. */
  ceiling: Permissions | undefined;
  /** What the calling job may do with the cache; undefined where nobody calls. */
  cacheCeiling: CacheMode | undefined;
  /** Stands before the names of its jobs. */
  prefix: string;
}

export interface JobResult {
  result: PartConclusion;
  outputs: Record<string, string>;
}

/** The event that started the run, as in `GITHUB_EVENT_PATH`: with all inputs, tokens included, as GitHub writes it. */
export function eventOf({ run, repository, workflowPath }: RunFacts): Record<string, Value> {
  if (run.event !== undefined) return run.event.payload as Record<string, Value>;
  const [owner = '', name = ''] = repository.fullName.split('/');
  return {
    inputs: { ...run.inputs },
    ref: `refs/heads/${run.branch}`,
    repository: {
      id: repository.id,
      name,
      full_name: repository.fullName,
      default_branch: repository.defaultBranch,
      private: true,
      owner: { login: owner, id: repository.ownerId },
    },
    sender: { login: 'ai-implement[bot]', type: 'Bot' },
    workflow: workflowPath,
  };
}

/** The values of the `github` context that all jobs share, by their names there. */
export function githubFacts({ facts, urls }: Pick<RunPlay, 'facts' | 'urls'>): Record<string, string> {
  const { run, repository, sha, workflowPath, workflowName } = facts;
  const ref = refOf(run);
  const actor = run.event?.actor ?? 'ai-implement[bot]';
  return {
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.fullName.split('/')[0] ?? '',
    repository_owner_id: String(repository.ownerId),
    ref,
    ref_name: ref.replace(/^refs\/(heads|pull)\//, ''),
    ref_type: 'branch',
    sha,
    actor,
    triggering_actor: actor,
    event_name: run.event?.name ?? 'workflow_dispatch',
    workflow: workflowName,
    workflow_ref: `${repository.fullName}/${workflowPath}@${ref}`,
    workflow_sha: sha,
    run_id: String(run.id),
    run_number: String(run.id % 100_000),
    run_attempt: String(run.attempt),
    api_url: urls.api,
    server_url: urls.server,
  };
}
