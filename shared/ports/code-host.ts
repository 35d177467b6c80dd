import type { RunnerJob } from '../domain/runner-jobs.ts';
import type { RepositoryName } from './repository-access.ts';

export interface FileContent {
  /** From the root of the repository. */
  path: string;
  /** UTF-8 text. */
  content: string;
}

export type FileState = 'same' | 'differs' | 'missing';

/** How a branch stands beside files as they should be. */
export interface Comparison {
  /** The newest commit of the branch. */
  commit: string;
  /** Whether a rule keeps people and tokens from writing to the branch as they like: they need a pull request. */
  isProtected: boolean;
  /** By path. */
  states: Record<string, FileState>;
  /** By path of those that are there: what git calls their content. */
  blobs: Record<string, string>;
}

/** Changes that are to become one commit and one pull request. */
export interface Proposal {
  /** The branch that the changes are meant for, and its commit on which they are made. */
  base: string;
  commit: string;
  /** A branch of ours alone: it is moved to the new commit, whatever it held of ours. */
  branch: string;
  files: readonly FileContent[];
  title: string;
  /** Markdown. */
  body: string;
}

/** A run that is not there yet. */
export interface PlannedRun {
  /** A new one. */
  branch: string;
  /** Of its commits. */
  message: string;
  workflowFiles: readonly string[];
}

export type Proposed =
  | { outcome: 'opened' | 'updated'; prUrl: string }
  /** The branch holds a commit of somebody else, so nothing was changed. */
  | { outcome: 'branch_taken' };

/** Levels (`read`, `write`, `admin`) of permissions by their names, and events. */
interface Grants {
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
}

/** What our GitHub App asks for, and what the owner of a repository has accepted of it so far. */
export interface AppGrants {
  app: Grants;
  installation: Grants;
  /** Where the owner accepts the rest. */
  url: string;
}

/**
 * Repositories as our GitHub App reaches them. Throws `AppError` with a sentence that says what to do
 * (`app_not_installed`, `missing_permission`, `repository_missing`, `branch_missing`, `commit_missing`, `pull_request_missing`,
 * `workflow_run_missing`, `actions_disabled`, `github_refused`), and `ServiceUnavailable` when GitHub cannot answer.
 */
export interface CodeHost {
  compare(repository: RepositoryName, branch: string, files: readonly FileContent[]): Promise<Comparison>;
  /** What a file of this commit holds; undefined where there is none. */
  text(repository: RepositoryName, file: { commit: string; path: string }): Promise<string | undefined>;
  /** Makes the commit and opens the pull request, or brings the open one up to date. Harmless when repeated. */
  propose(repository: RepositoryName, proposal: Proposal): Promise<Proposed>;
  /** Why a run on this branch would be refused, each a sentence for people; empty where nothing is in its way. */
  obstacles(repository: RepositoryName, run: PlannedRun): Promise<string[]>;
  /** The jobs of the newest run of a workflow file in which the agent worked and that is over; empty where none is known. */
  latestJobs(repository: RepositoryName, workflowFile: string): Promise<RunnerJob[]>;
  grants(repository: RepositoryName): Promise<AppGrants>;
}
