import type { GapAnalyst } from '../gap-analysis/gap-analyst.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import type { GitHubTokens } from '../github/github-tokens.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Reporter } from '../orchestrator/reporter.ts';
import type { Redact } from '../process/redact.ts';
import type { KnownSecret } from '../process/secret-digest.ts';
import type { AgentOutcome } from '../stages/handover.ts';
import type { PullRequest } from './pull-request.ts';
import type { AgentResult } from './read-outcome.ts';
import type { RepositoryCopy } from './repository-copy.ts';
import type { ExternalReviewer } from './review-settings.ts';

export interface PublishDeps {
  orchestrator: Pick<Orchestrator, 'pullRequestOpened'>;
  github: GitHubRepository;
  tokens: GitHubTokens;
  reporter: Pick<Reporter, 'step' | 'skip'>;
  /** Makes the copy of the target repository. */
  openCopy(): Promise<RepositoryCopy>;
  analyst: GapAnalyst;
  /** The hand-over folder: whatever is in it comes from where the repository's code ran. */
  folder: string;
  /** An empty folder of our own. */
  scratch: string;
  agentResult: AgentResult;
  redact: Redact;
  /** Keeps the agent's changes for people; says where they are, as in "at https://…". Undefined where nothing can be kept. */
  keepPatch?: ((patchFile: string) => string | undefined) | undefined;
  /** Credentials of this run, which must not be in what is pushed. */
  secrets: readonly KnownSecret[];
  signal: AbortSignal;
  /** Epoch milliseconds. */
  now: () => number;
  /** Milliseconds between two looks at a reviewer's check, and in all. @default 5 s, 5 min */
  reviewPollMs?: number;
  reviewLimitMs?: number;
}

/** What is on GitHub once the work is published. */
export interface Published {
  copy: RepositoryCopy;
  outcome: AgentOutcome;
  /** The head of the default branch. */
  defaultHead: string;
  head: string;
  pull: PullRequest;
  reviewers: ExternalReviewer[];
  /** Findings that stood before this run pushed. */
  earlier: ReadonlySet<string>;
}

/** What became of a draft of which nothing is left open: whether it is ready for review now, else a sentence for people. */
export type FinishedDraft = { isReady: true } | { isReady: false; why: string };
