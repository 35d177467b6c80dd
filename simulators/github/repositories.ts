import { RunRequest } from '../../shared/contract/runner.ts';
import type { Files } from './git/commit-files.ts';
import type { JsonObject } from './json-schema.ts';

interface WorkflowInput {
  name: string;
  isRequired: boolean;
}

/** A workflow file on the default branch, as far as a dispatch looks at it. */
export interface SimulatedWorkflow {
  /** Bare file name below `.github/workflows/`. */
  file: string;
  inputs: WorkflowInput[];
  /** Switched off: in the repository's Actions page, or by GitHub after 60 days without activity. Default: no. */
  disabled?: 'manually' | 'inactivity';
  /** It lacks the `workflow_dispatch` trigger. Default: no. */
  lacksDispatch?: boolean;
}

/** Rules for branches, of the repository or of its owner. */
export interface SimulatedRuleset {
  id: number;
  name: string;
  /** Names of branches; `*` stands for any text. */
  branches: string;
  rules: { type: string; parameters?: JsonObject }[];
  /** Whether the App may pass over it. @default no */
  isBypassed?: boolean;
}

/** A repository; may be changed while the simulator runs. */
export interface SimulatedRepository {
  /** Its number, below 10,000,000. @default the next one */
  id?: number;
  owner: string;
  name: string;
  defaultBranch: string;
  /** Other branches that exist, beside those of its git repository. */
  branches?: string[];
  /**
   * Files of the default branch's first commit: with it the repository has a real git repository behind it.
   * @default it has no code, and its pull requests are addresses only
   */
  seed?: Files;
  /** Branches that take changes through pull requests only. @default none */
  protectedBranches?: string[];
  /** @default none */
  rulesets?: SimulatedRuleset[];
  /** As on a GitHub Enterprise Server without a key: what Apps commit over the API is not signed. @default it is */
  signsNothing?: boolean;
  /** As with private repositories on a free plan. @default drafts are taken */
  refusesDrafts?: boolean;
  /** Set by the simulator where there is a seed: the bare repository on disk. */
  gitDir?: string;
  /** Set by the simulator where there is a seed: what git clones, fetches and pushes. */
  gitUrl?: string;
  workflows: SimulatedWorkflow[];
  /** Whether the App is installed there. Default: yes. */
  isInstalled?: boolean;
  /** Takes no change any more, only looks. Default: no. */
  isArchived?: boolean;
  /** The owner suspended the App's installation. Default: no. */
  isSuspended?: boolean;
  /** Names (`owner/name`) that it had before: whoever asks by them is sent on. */
  formerNames?: string[];
  /** Present names of branches by those that they had before: who looks for one is sent on, git is not. */
  formerBranches?: Record<string, string>;
  /** What the installation was granted. Default: all that the App asks for. */
  grants?: Record<string, 'read' | 'write'>;
  /** The events of which the installation is told. Default: all that the App asks for. */
  events?: string[];
}

export const DEFAULT_GRANTS: Record<string, 'read' | 'write'> = {
  actions: 'write',
  checks: 'read',
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'read',
  workflows: 'write',
};

export const DEFAULT_EVENTS: readonly string[] = [
  'check_suite',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'repository',
  'workflow_run',
];

export function fullName(repository: SimulatedRepository): string {
  return `${repository.owner}/${repository.name}`;
}

/** The repository of this name, in capitals or not; throws where there is none. */
export function repositoryNamed(repositories: readonly SimulatedRepository[], name: string): SimulatedRepository {
  const repository = repositories.find((one) => fullName(one).toLowerCase() === name.toLowerCase());
  if (repository !== undefined) return repository;
  throw new Error(`there is no repository ${name}; there are ${repositories.map(fullName).join(', ')}`);
}

/**
 * A workflow as our templates declare it: one input for each field of the run request. An empty text counts as missing,
 * so what may be empty is not required.
 */
export function templateWorkflow(file: string): SimulatedWorkflow {
  const inputs = Object.entries(RunRequest.shape).map(([name, schema]) => ({
    name,
    isRequired: name !== 'ticket_description' && !schema.safeParse(undefined).success,
  }));
  return { file, inputs };
}
