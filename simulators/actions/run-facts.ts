/** What set a run off, where nobody dispatched it. */
export interface RunEvent {
  /** As in `on:`. */
  name: string;
  /** The branch, or the merge ref of a pull request. */
  ref: string;
  /** The login of who did it. */
  actor: string;
  /** As in `GITHUB_EVENT_PATH`. */
  payload: Readonly<Record<string, unknown>>;
}

/** A workflow run, as whoever keeps runs tells it. */
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
  /** Absent where it was dispatched. */
  event?: RunEvent;
}

/** The ref under which a run executes. */
export function refOf({ event, branch }: Pick<DispatchedRun, 'event' | 'branch'>): string {
  return event?.ref ?? `refs/heads/${branch}`;
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
