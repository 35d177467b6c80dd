import * as z from 'zod';
import type { Account, Remark, ReviewVerdict } from '../../domain/follow-ups/pull-request-feedback.ts';
import type { PullRequestState } from '../../domain/follow-ups/pull-request-record.ts';
import { instant } from '../../domain/time.ts';

/** In every comment of ours, beside our login: a person who copies it is a person still. */
export const OUR_MARK = '<!-- ai-implement';

const time = z.iso.datetime({ offset: true });
const Actor = z.object({ __typename: z.string(), login: z.string() }).nullish();
const commit = z.object({ oid: z.string() }).nullish();
const text = {
  fullDatabaseId: z.union([z.string().regex(/^[1-9][0-9]{0,19}$/), z.int().positive()]).transform(String),
  author: Actor,
  editor: Actor,
  body: z.string(),
  createdAt: time,
  updatedAt: time,
  lastEditedAt: time.nullish(),
  isMinimized: z.boolean(),
};
const Text = z.object(text);
type Text = z.infer<typeof Text>;
const Review = z.object({ ...text, state: z.string(), submittedAt: time.nullish(), commit });
const InlineComment = z.object({
  ...text,
  state: z.string(),
  originalCommit: commit,
  pullRequestReview: z.object({ fullDatabaseId: text.fullDatabaseId }).nullish(),
});
const Thread = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  path: z.string(),
  originalLine: z.int().nullish(),
  comments: z.object({ totalCount: z.int(), nodes: z.array(InlineComment) }),
});

const page = {
  totalCount: z.int(),
  pageInfo: z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullish() }),
};
const Comments = z.object({ ...page, nodes: z.array(Text) });
const Reviews = z.object({ ...page, nodes: z.array(Review) });
const Threads = z.object({ ...page, nodes: z.array(Thread) });
export type Connection = Pick<z.infer<typeof Comments>, 'totalCount' | 'pageInfo'>;

const STATES: Record<string, PullRequestState> = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' };

/** A pull request as GraphQL shows it, in what is used of it. */
export const FeedbackPull = z.object({
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']).transform((state): PullRequestState => STATES[state] ?? 'closed'),
  isDraft: z.boolean(),
  headRefName: z.string(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  commits: z.object({ nodes: z.array(z.object({ commit: z.object({ oid: z.string(), committedDate: time }) })) }),
  comments: Comments,
  reviews: Reviews,
  reviewThreads: Threads,
  oldestComments: Comments.optional(),
  oldestReviews: Reviews.optional(),
  oldestThreads: Threads.optional(),
});
export type FeedbackPull = z.infer<typeof FeedbackPull>;

/** What was written, whatever it says; what is not yet submitted is nobody's word. */
export function remarksOf(pull: FeedbackPull, botLogin: string): Remark[] {
  const both = <Node>(older: { nodes: Node[] } | undefined, newer: { nodes: Node[] }) => [
    ...(older?.nodes ?? []),
    ...newer.nodes,
  ];
  return [
    ...both(pull.oldestComments, pull.comments).map((one) => remarkOf('conversation', one, botLogin)),
    ...both(pull.oldestReviews, pull.reviews)
      .filter(({ state }) => state !== 'PENDING')
      .map((one) => reviewOf(one, botLogin)),
    ...both(pull.oldestThreads, pull.reviewThreads).flatMap((thread) => threadOf(thread, botLogin)),
  ];
}

function remarkOf(kind: Remark['kind'], one: Text, botLogin: string): Remark {
  const author = accountOf(one.author);
  const isOurs = author?.isBot === true && author.login === accountName(botLogin) && one.body.includes(OUR_MARK);
  return {
    kind,
    commentId: one.fullDatabaseId,
    author,
    isOurs,
    // Before it was submitted its author may have changed it, which nobody else could.
    ...(one.lastEditedAt && { edited: { by: accountOf(one.editor) } }),
    body: one.body,
    isHidden: one.isMinimized,
    writtenAt: momentOf(one.createdAt),
    updatedAt: momentOf(one.updatedAt),
  };
}

const VERDICTS: Record<string, ReviewVerdict> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  DISMISSED: 'dismissed',
};

function reviewOf(one: z.infer<typeof Review>, botLogin: string): Remark {
  const remark = remarkOf('review', one, botLogin);
  return {
    ...remark,
    verdict: VERDICTS[one.state] ?? 'commented',
    commit: one.commit?.oid,
    writtenAt: one.submittedAt ? momentOf(one.submittedAt) : remark.writtenAt,
  };
}

function threadOf(
  { id, isResolved, path, originalLine, comments }: z.infer<typeof Thread>,
  botLogin: string,
): Remark[] {
  const submitted = comments.nodes.filter(({ state }) => state !== 'PENDING');
  const rootId = submitted[0]?.fullDatabaseId ?? '';
  return submitted.map((one) => ({
    ...remarkOf('inline', one, botLogin),
    thread: { threadId: id, rootId, isResolved },
    path,
    line: originalLine ?? undefined,
    commit: one.originalCommit?.oid,
    reviewId: one.pullRequestReview?.fullDatabaseId,
  }));
}

function accountOf(actor: z.infer<typeof Actor>): Account | undefined {
  return actor ? { login: accountName(actor.login), isBot: actor.__typename === 'Bot' } : undefined;
}

/** REST and webhooks write `name[bot]` where GraphQL writes `name`. */
function accountName(login: string): string {
  return login.replace(/\[bot\]$/, '');
}

function momentOf(text: string): string {
  return instant(Date.parse(text));
}
