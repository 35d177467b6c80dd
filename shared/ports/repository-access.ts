import type { RepositoryView } from '../domain/mapping-look.ts';
import type { RunnerJob } from '../domain/runner-jobs.ts';
import type { Instant } from '../domain/time.ts';

/** A repository by its names on GitHub. */
export interface RepositoryName {
  owner: string;
  repo: string;
}

/** One attempt of a workflow run. */
export interface Attempt {
  workflowRunId: string;
  runAttempt: number;
}

export type TokenPermissions = Readonly<Record<string, 'read' | 'write'>>;

interface RepositoryToken {
  token: string;
  expiresAt: Instant;
  /** The login under which our App acts, as in `ai-implement[bot]`. */
  botLogin: string;
}

/**
 * What our GitHub App knows and may give of one repository. Throws `AppError` (`app_not_installed`, `app_suspended`,
 * `repository_moved`, `missing_permission`, `github_refused`) with a sentence that says what to do, and `ServiceUnavailable` when GitHub cannot answer.
 */
export interface RepositoryAccess {
  /** The number that GitHub gave the repository; a new one of the same name has another. Kept once it is known. */
  repositoryId(repository: RepositoryName): Promise<string>;
  /**
   * The number that GitHub leads to from a name that a repository had before, asked anew with a token for its present name.
   * Undefined where it leads nowhere, or the App reaches no repository of the present name.
   */
  leadsTo(former: RepositoryName, present: RepositoryName): Promise<string | undefined>;
  /**
   * The repository as it is now, whatever it was called: by its number where that is given, else by a name that it has or had. Refused
   * as where a run is ordered there, but an archived one is shown.
   */
  look(repository: RepositoryName & { repositoryId?: string | undefined }): Promise<RepositoryView>;
  /** A new token for this repository alone, with these permissions and nothing else. */
  mintToken(repository: RepositoryName, permissions: TokenPermissions): Promise<RepositoryToken>;
  /** The jobs of an attempt that is known to exist: a list that GitHub does not give is one that it cannot give now. */
  jobs(repository: RepositoryName, attempt: Attempt): Promise<RunnerJob[]>;
}
