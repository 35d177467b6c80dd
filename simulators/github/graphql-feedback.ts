import { GraphQLError } from 'graphql';
import type { Author, PullRecord, ReviewCommentRecord, ReviewRecord } from './code-state.ts';
import { commitsBetween } from './git/commits.ts';
import { nodeId } from './node-ids.ts';
import { gitDirOf, type World } from './operations/world.ts';
import type { SimulatedRepository } from './repositories.ts';
import { seconds } from './seconds.ts';

/** What is used of a pull request in GitHub's GraphQL schema, word by word. */
export const FEEDBACK_SCHEMA = `
  scalar BigInt
  scalar DateTime
  scalar GitObjectID
  enum PullRequestState { CLOSED MERGED OPEN }
  enum PullRequestReviewState { APPROVED CHANGES_REQUESTED COMMENTED DISMISSED PENDING }
  enum PullRequestReviewCommentState { PENDING SUBMITTED }
  interface Actor { login: String! }
  type User implements Actor { login: String! }
  type Bot implements Actor { login: String! }
  type Commit { oid: GitObjectID! committedDate: DateTime! }
  type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }
  type IssueComment {
    author: Actor editor: Actor body: String! createdAt: DateTime! updatedAt: DateTime! lastEditedAt: DateTime
    fullDatabaseId: BigInt isMinimized: Boolean!
  }
  type IssueCommentConnection { nodes: [IssueComment] pageInfo: PageInfo! totalCount: Int! }
  type PullRequestReview {
    author: Actor editor: Actor body: String! createdAt: DateTime! updatedAt: DateTime! lastEditedAt: DateTime
    fullDatabaseId: BigInt isMinimized: Boolean! state: PullRequestReviewState! submittedAt: DateTime commit: Commit
  }
  type PullRequestReviewConnection { nodes: [PullRequestReview] pageInfo: PageInfo! totalCount: Int! }
  type PullRequestReviewComment {
    author: Actor editor: Actor body: String! createdAt: DateTime! updatedAt: DateTime! lastEditedAt: DateTime
    fullDatabaseId: BigInt isMinimized: Boolean! state: PullRequestReviewCommentState! originalCommit: Commit
    pullRequestReview: PullRequestReview
  }
  type PullRequestReviewCommentConnection { nodes: [PullRequestReviewComment] pageInfo: PageInfo! totalCount: Int! }
  type PullRequestReviewThread {
    id: ID! isResolved: Boolean! path: String! originalLine: Int
    comments(after: String before: String first: Int last: Int): PullRequestReviewCommentConnection!
  }
  type PullRequestReviewThreadConnection { nodes: [PullRequestReviewThread] pageInfo: PageInfo! totalCount: Int! }
  type PullRequestCommit { commit: Commit! }
  type PullRequestCommitConnection { nodes: [PullRequestCommit] pageInfo: PageInfo! totalCount: Int! }
  type PullRequest {
    id: ID!
    timelineItems(first: Int last: Int itemTypes: [PullRequestTimelineItemsItemType!]): PullRequestTimelineItemsConnection!
    state: PullRequestState! isDraft: Boolean! headRefName: String! headRefOid: GitObjectID! baseRefName: String!
    commits(after: String before: String first: Int last: Int): PullRequestCommitConnection!
    comments(after: String before: String first: Int last: Int): IssueCommentConnection!
    reviews(after: String before: String first: Int last: Int): PullRequestReviewConnection
    reviewThreads(after: String before: String first: Int last: Int): PullRequestReviewThreadConnection!
  }
  type Repository { pullRequest(number: Int!): PullRequest }
`;

interface Page {
  first?: number;
  last?: number;
  before?: string;
  after?: string;
}

/** What a pull request says, as GraphQL shows it. */
export function feedbackFields(world: World, repository: SimulatedRepository, pull: PullRecord) {
  const { code } = world.state();
  const lagged = world.clock.now() - world.slow.listLagMs();
  const on = <One extends { repository: string; pull: number; createdAt: number }>(all: One[]) =>
    all.filter((one) => one.repository === pull.repository && one.pull === pull.number && one.createdAt <= lagged);
  const inline = on(code.reviewComments);
  const roots = inline.filter(({ inReplyTo }) => inReplyTo === undefined);
  const openState = pull.closedAt === null ? 'OPEN' : 'CLOSED';
  return {
    state: pull.mergedAt === null ? openState : 'MERGED',
    isDraft: pull.isDraft,
    headRefName: pull.head,
    headRefOid: pull.headSha,
    baseRefName: pull.base,
    async commits(page: Page) {
      const commits = await commitsBetween(gitDirOf(repository), pull.baseSha, pull.headSha);
      return connection(commits, page, ({ sha, committer }) => ({
        commit: { oid: sha, committedDate: seconds(committer.at) },
      }));
    },
    comments: (page: Page) => connection(on(code.comments), page, textNode),
    reviews: (page: Page) => connection(on(code.reviews), page, reviewNode),
    reviewThreads: (page: Page) =>
      connection(roots, page, (root) => {
        const comments = inline.filter(({ id, inReplyTo }) => id === root.id || inReplyTo === root.id);
        return threadNode(root, comments, code.resolvedThreads.includes(root.id));
      }),
  };
}

function threadNode(root: ReviewCommentRecord, comments: ReviewCommentRecord[], isResolved: boolean) {
  return {
    id: nodeId('thread', root.id),
    isResolved,
    path: root.path,
    originalLine: root.line ?? null,
    comments: (page: Page) =>
      connection(comments, page, (one) => ({
        ...textNode(one),
        state: 'SUBMITTED',
        originalCommit: { oid: one.commitSha },
        pullRequestReview: { fullDatabaseId: String(one.reviewId) },
      })),
  };
}

function reviewNode(review: ReviewRecord) {
  const submittedAt = review.state === 'PENDING' ? null : seconds(review.createdAt);
  return { ...textNode(review), state: review.state, submittedAt, commit: { oid: review.commitSha } };
}

type Text = Pick<ReviewRecord, 'id' | 'author' | 'edited' | 'isHidden' | 'body' | 'createdAt' | 'updatedAt'>;

function textNode({ id, author, edited, isHidden = false, body, createdAt, updatedAt }: Text) {
  return {
    author: actorNode(author),
    editor: edited === undefined ? null : actorNode(edited.by),
    lastEditedAt: edited === undefined ? null : seconds(edited.at),
    fullDatabaseId: String(id),
    isMinimized: isHidden,
    body,
    createdAt: seconds(createdAt),
    updatedAt: seconds(updatedAt),
  };
}

/** GraphQL writes a bot's login without `[bot]`. */
export function actorNode({ login, appSlug }: Author) {
  const isBot = appSlug !== undefined || login.endsWith('[bot]');
  return { __typename: isBot ? 'Bot' : 'User', login: login.replace(/\[bot\]$/, '') };
}

/** A page of at most a hundred from either end; a cursor is the place in the whole list. */
function connection<One, Node>(all: readonly One[], { first, last, before, after }: Page, nodeOf: (one: One) => Node) {
  const size = first ?? last;
  if (size === undefined || size < 1 || size > 100 || (first !== undefined && last !== undefined)) {
    throw new GraphQLError('a connection is asked for with `first` or `last`, from 1 to 100');
  }
  const from = after === undefined || after === null ? 0 : placeIn(after) + 1;
  const to = before === undefined || before === null ? all.length : placeIn(before);
  const start = first === undefined ? Math.max(from, to - size) : from;
  const end = first === undefined ? to : Math.min(to, from + size);
  const nodes = all.slice(start, end);
  const pageInfo = {
    hasPreviousPage: start > 0,
    hasNextPage: end < all.length,
    startCursor: nodes.length === 0 ? null : cursorOf(start),
    endCursor: nodes.length === 0 ? null : cursorOf(end - 1),
  };
  return { totalCount: all.length, pageInfo, nodes: nodes.map(nodeOf) };
}

const cursorOf = (place: number) => Buffer.from(`cursor ${place}`).toString('base64');
const placeIn = (cursor: string) => Number(Buffer.from(cursor, 'base64').toString().split(' ')[1]);
