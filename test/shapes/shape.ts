import type { SimulatedRuleset } from '../../simulators/github/repositories.ts';

/** A repository as teams have them, and what an agent does in it. Scripts are of bash, and run in the root of a checkout. */
export interface Shape {
  name: string;
  /** Makes the repository what it is, on top of a README and our workflows; committed on the default branch. */
  repository?: string;
  /** It commits what is to be there, and no more. */
  isCommitted?: true;
  /** What the agent does. */
  work: string;
  /** Files that the agent writes by its tool rather than by its shell, by path. */
  writes?: Readonly<Record<string, string>>;
  /** What a person commits to the default branch while the agent works. */
  meanwhile?: string;
  /** When somebody renames the default branch to `trunk`: since the mapping was made, or while the agent works. */
  renames?: 'before' | 'meanwhile';
  /** The repository has no commit at all. */
  isEmpty?: true;
  /** Rules for the branches of runs, which our App may not pass over. */
  rules?: SimulatedRuleset['rules'];
  /** GitHub signs nothing that the App commits. */
  signsNothing?: true;
  /** Played only where the machine has git-lfs. */
  needsLfs?: true;
  /** Fields of the mapping. */
  mapping?: Record<string, unknown>;
  /** How the review ends. @default approved */
  review?: 'approved' | 'limited' | 'no answer';
  right: {
    /** `held`: the mapping says what is wrong with the repository, and starts nothing. */
    ends: 'pull request' | 'draft' | 'refused' | 'held';
    /** `git diff --name-status` of the branch against the default branch, sorted; renames as a deletion and an addition. */
    changes: readonly string[];
    /** What pull request or ticket must say. */
    says?: readonly string[];
    /** Found before any model is asked. */
    isFree?: true;
  };
  /** Played with the real CLI too. */
  withRealCli?: true;
}

/** One line of the table. */
export interface PlayedShape {
  name: string;
  today: string;
  now: string;
  isRight: boolean;
  withRealCli: boolean;
}
