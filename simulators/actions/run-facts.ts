/** A dispatched workflow run, as whoever keeps runs tells it. */
export interface DispatchedRun {
  id: number;
  /** 1 for the first; a re-run by hand counts on. */
  attempt: number;
  /** `owner/name`. */
  repository: string;
  /** Bare name of the workflow file. */
  workflow: string;
  branch: string;
  inputs: Readonly<Record<string, string>>;
}

/** The repository of a run, with its code. */
export interface ActionsRepository {
  /** `owner/name`. */
  fullName: string;
  id: number;
  ownerId: number;
  defaultBranch: string;
  /** The bare repository on disk: workflow files are read there. */
  gitDir: string;
  /** Where git fetches it over HTTP, with the job's token. */
  gitUrl: string;
}

/** What is true of all jobs of one run. */
export interface RunFacts {
  run: DispatchedRun;
  repository: ActionsRepository;
  /** The commit whose workflow files and code it runs. */
  sha: string;
  /** Path of the dispatched file from the root. */
  workflowPath: string;
  workflowName: string;
}
