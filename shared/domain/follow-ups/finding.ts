import type { Instant } from '../time.ts';
import type { FindingState } from './finding-states.ts';
import type { Account, Remark } from './pull-request-feedback.ts';
import type { CommentRef, PullRequestId } from './pull-request-record.ts';

/** Why a finding stands as it does, for people. */
export const FINDING_REASONS = {
  no_text: 'Changes are requested without a word, so that no run can know which.',
  unanswered: 'The run that was to answer it said nothing about it; the next one tries again.',
  left: 'Two runs said nothing about it. It waits for a person: /ai-implement, or other words.',
  run_failed: 'The run that was to answer it failed.',
  unconfirmed: 'A run says that it is done; its commit is not yet seen on the branch.',
  commit_missing: 'A run said that it was done, and its commit is not on the branch.',
  came_back: 'It was addressed, and was said again.',
  resolved: 'Its thread was resolved.',
  hidden: 'The comment was hidden.',
  deleted: 'The comment was deleted.',
  edited: 'Its author changed the comment.',
  dismissed: 'The review was dismissed.',
  approved: 'Who requested the changes has approved since.',
  outdated: 'A bot said it of an older commit.',
  not_counted: 'It does not count as feedback any more: who said it may not write, or is no trusted bot.',
} as const satisfies Record<string, string>;
export type FindingReason = keyof typeof FINDING_REASONS;

/** One piece of review feedback on a pull request. */
export interface FindingRecord extends PullRequestId, CommentRef {
  /** SHA-256, in hexadecimal, of who said it, where, and in which words. */
  fingerprint: string;
  source: Account;
  /** Of an inline comment: where it is answered. */
  thread?: Pick<NonNullable<Remark['thread']>, 'threadId' | 'rootId'> | undefined;
  path?: string | undefined;
  line?: number | undefined;
  /** What it says, untrusted Markdown; never changed once it is taken in. Empty where it has no text. */
  body: string;
  /** A run's report says that it is one, whatever the form of its bot. */
  isVouched?: boolean | undefined;
  state: FindingState;
  reason?: FindingReason | undefined;
  /** When the comment was last changed, as it was taken in. */
  remarkUpdatedAt: Instant;
  /** Runs in a row that were given it, and neither answered it nor broke off. */
  tries: number;
  /** The run that says it answered it, and the commit with which. */
  answeredBy?: { runId: string; commit?: string | undefined; at: Instant } | undefined;
  /** The thread of an addressed finding was resolved: unresolving it brings the finding back. */
  isResolved?: boolean | undefined;
  /** The newest run whose end it has taken in. */
  lastRunId?: string | undefined;
  openedAt: Instant;
  updatedAt: Instant;
  version: number;
}

/** After so many runs that said nothing about it, a finding alone starts no run. */
export const MOST_TRIES = 2;
/** Characters of a finding that are kept. */
export const FINDING_LIMIT = 8000;

/** What two texts must have in common to be one finding. */
export interface FindingText {
  source: Account;
  path?: string | undefined;
  line?: number | undefined;
  body: string;
}

/** The text whose SHA-256 is the finding's fingerprint: blanks, capitals and hidden comments make no difference. */
export function fingerprintText({ source, path = '', line = 0, body }: FindingText): string {
  const who = `${source.isBot ? 'bot' : 'person'} ${source.login.toLowerCase()}`;
  const said = body
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  return JSON.stringify([who, path, line, said]);
}

/** Whether the finding by itself is a cause for a follow-up. */
export function isDue({ state, body, tries, answeredBy }: FindingRecord): boolean {
  return state === 'open' && body !== '' && tries < MOST_TRIES && answeredBy === undefined;
}

/** Whether a follow-up that begins now is given the finding. */
export function isGiven({ state, body, answeredBy }: FindingRecord): boolean {
  return state === 'open' && body !== '' && answeredBy === undefined;
}
