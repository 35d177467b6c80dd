import type { Instant } from '../time.ts';
import { isForeign, obstacleTo } from './absorb-feedback.ts';
import { isFeedback, type Listening } from './counting/what-counts.ts';
import { splitAtCommand } from './follow-up-command.ts';
import { isFresh, isSameLogin } from './look.ts';
import type { PullRequestFeedback, Remark } from './pull-request-feedback.ts';
import type { KnownRight } from './pull-request-record.ts';

/** How a pull request's remarks are judged. */
export interface Judging {
  feedback: PullRequestFeedback;
  listening: Listening;
  rights: readonly KnownRight[];
  now: Instant;
}

/** What of a remark counts, for `absorbFeedback`: the rights of people are those that are known. */
export function judgeOf(judging: Judging): (remark: Remark) => string | undefined | 'unknown' {
  return (remark) => {
    const said = wordsOf(remark, judging);
    if (said === undefined || remark.author === undefined) return undefined;
    if (remark.author.isBot) return said;
    const right = rightOf(remark, judging);
    return right === undefined ? 'unknown' : right.mayWrite ? said : undefined;
  };
}

/** Logins of people whose words would count, and of whose rights nothing is known; who spoke first comes first. */
export function loginsToAsk({ feedback, ...judging }: Judging): string[] {
  const asking = feedback.remarks.filter(
    (remark) =>
      remark.author?.isBot === false &&
      obstacleTo(remark, feedback) === undefined &&
      rightOf(remark, judging) === undefined &&
      wordsOf(remark, { feedback, ...judging }) !== undefined,
  );
  return [...new Set(asking.map(({ author }) => author?.login ?? ''))];
}

/** What was written by somebody who could not write to the repository then, or since, is judged for good: it is asked about once. */
function rightOf(
  { author, updatedAt }: Remark,
  { rights, now }: Pick<Judging, 'rights' | 'now'>,
): KnownRight | undefined {
  return rights.find(
    (right) =>
      isSameLogin(right.login, author?.login ?? '') &&
      (isFresh(right, now) || (!right.mayWrite && updatedAt <= right.at)),
  );
}

/** Undefined where it says nothing that counts; empty where changes are requested without a word. */
function wordsOf(remark: Remark, { feedback, listening }: Pick<Judging, 'feedback' | 'listening'>): string | undefined {
  const { author, kind, verdict, body } = remark;
  if (author === undefined || isForeign(remark)) return undefined;
  const hasComments = kind === 'review' && feedback.remarks.some(({ reviewId }) => reviewId === remark.commentId);
  // What a bot says in its review sums up what stands on the lines.
  if (author.isBot && hasComments) return undefined;
  if (isFeedback({ author, kind, verdict, body }, listening)) return author.isBot ? body : ownWords(body);
  const isWordless = verdict === 'changes_requested' && !author.isBot && !hasComments;
  return isWordless && !isSettledSince(remark, feedback) ? '' : undefined;
}

/** A later verdict of the same person stands for them. */
function isSettledSince(remark: Remark, { remarks }: PullRequestFeedback): boolean {
  return remarks.some(
    ({ verdict, author, writtenAt }) =>
      (verdict === 'approved' || verdict === 'changes_requested') &&
      author?.login === remark.author?.login &&
      writtenAt > remark.writtenAt,
  );
}

/** A comment up to its command, whose text is an instruction, without what is hidden in it. */
function ownWords(body: string): string {
  const { before } = splitAtCommand(body);
  const lines = before.map(({ text, prose }) => (prose === '' || !text.includes('-->') ? text : prose));
  return lines
    .join('\n')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .trim();
}
