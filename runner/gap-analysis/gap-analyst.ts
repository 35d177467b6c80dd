import type { RunContext, Usage } from '../../shared/contract/runner.ts';
import type { GapAnalysis } from '../prompts/answers.ts';

/** What the analysis looks at. Everything but the context's ids is untrusted text. */
export interface GapRequest {
  context: RunContext;
  /** Of the whole pull request, cut where it is very long. */
  diff: string;
  /** Absolute path of a folder with the files of the pushed commit; nothing in it may be executed. */
  folder: string;
  /** Text of a file of the default branch, by path from the root; undefined where there is none. */
  readFile(path: string): Promise<string | undefined>;
  /** What external reviewers said; it is listed under the gaps anyway. */
  externalFindings: readonly string[];
  /** What the agent's stage has spent of the run's budget, in US dollars. */
  spentUsd: number;
  signal: AbortSignal;
}

/** The model's side of the gap analysis. */
export interface GapAnalyst {
  /** Throws a `StageFailure` when there is no analysis. */
  analyse(request: GapRequest): Promise<GapAnalysis>;
  /** Over all that was asked so far, failed passes too. */
  usage(): Usage;
  /** What people are to know of how it was asked, one sentence each. */
  notes(): string[];
}
