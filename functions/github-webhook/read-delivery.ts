import { parsedPayload } from '../../shared/contract/parsed-payload.ts';
import { type DeliveryOutcome, type IgnoredDelivery, outcomeOf } from '../../shared/contract/webhook-events.ts';
import {
  AnyPayload,
  CheckSuitePayload,
  InstallationPayload,
  IssueCommentPayload,
  PullRequestPayload,
  RepositoryPayload,
  ReviewCommentPayload,
  ReviewPayload,
  WorkflowRunPayload,
} from '../../shared/contract/webhook-payloads.ts';
import { commandIn } from '../../shared/domain/follow-ups/follow-up-command.ts';
import type { CommentRef, NamedPullRequest } from '../../shared/domain/follow-ups/pull-request-record.ts';

/** A delivery as it came: its event's name, and its body as JSON. */
export interface Delivery {
  event: string;
  payload: unknown;
}

/** What a delivery says, in ids. */
export type ReadDelivery =
  | { says: 'commented'; pull: NamedPullRequest; comment: CommentRef; author: { login: string; isInsider: boolean } }
  /** Of the first of these that is ours. */
  | { says: 'changed'; pulls: readonly NamedPullRequest[] }
  | { says: 'spoken'; pulls: readonly NamedPullRequest[]; written?: WrittenText | undefined }
  | { says: 'checked'; head: { repositoryId: string; headSha: string } }
  | { says: 'run_ended'; runId: string }
  | { says: 'repository_changed'; repository: ChangedRepository }
  | { says: 'installation_changed'; owner: string | undefined }
  | { says: 'nothing'; reason: IgnoredDelivery };

/** A text, and whose it is. */
interface WrittenText {
  comment: CommentRef;
  author: { login: string; isInsider: boolean };
  isBot: boolean;
}

interface ChangedRepository {
  repositoryId: string;
  owner: string;
  repo: string;
  formerly?: { owner: string; repo: string };
}

/** Who has some part in the repository, or in its organization. */
const INSIDERS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/** Stands in every comment of ours; a bot's account is needed besides. */
const OUR_MARK = '<!-- ai-implement';

/** More pull requests of one commit are not looked at. */
const MOST_PULLS = 5;

/** The name that our workflows give their runs: `<KEY> <phase> <run id>`. */
const RUN_NAME = /^\S+ (?:planning|implementation|gap-fill) ([0-9A-HJKMNP-TV-Z]{26})$/;

/** Reads a delivery by the table of events. Throws `invalid_body` where a followed event lacks what it must have. */
export function readDelivery({ event, payload }: Delivery): ReadDelivery {
  const { action } = parsedPayload(AnyPayload, payload);
  const outcome = outcomeOf(event, action);
  if (typeof outcome === 'string') return nothing(outcome);
  switch (outcome.becomes) {
    case 'PullRequestCommented':
      return readComment(outcome.kind, payload);
    case 'PullRequestSpoken':
      return readWords(outcome.by, payload);
    case 'PullRequestChanged':
      return readPull(action, payload);
    case 'WorkflowRunEnded':
      return readEnd(payload);
    case 'RepositoryChanged':
      return readRepository(payload);
    case 'InstallationChanged': {
      const { login } = parsedPayload(InstallationPayload, payload).installation.account ?? {};
      return { says: 'installation_changed', owner: login };
    }
  }
}

/** A command of a person; anything else that was written is looked at once the pull request is quiet. */
function readComment(kind: CommentRef['kind'], payload: unknown): ReadDelivery {
  const text = readText(kind, payload);
  if (text === undefined) return nothing('issue_not_pull_request');
  const by = authorOf(kind, text);
  const isCommand = by?.isBot === false && commandIn(text.written.body ?? '') !== undefined;
  if (!isCommand) return ofText(kind, text);
  const { comment, author } = by;
  return { says: 'commented', pull: text.pull, comment, author };
}

type Text = NonNullable<ReturnType<typeof readText>>;

function ofText(kind: CommentRef['kind'], text: Text): ReadDelivery {
  const { pull, written } = text;
  const isOurs = isBots(written) && written.body?.includes(OUR_MARK) === true;
  return isOurs ? nothing('own_comment') : { says: 'spoken', pulls: [pull], written: authorOf(kind, text) };
}

/** Undefined where the account was deleted. */
function authorOf(kind: CommentRef['kind'], { written }: Text): WrittenText | undefined {
  const { id: commentId, user, author_association: association = '' } = written;
  if (!user) return undefined;
  const author = { login: user.login, isInsider: INSIDERS.includes(association) };
  return { comment: { kind, commentId }, author, isBot: isBots(written) };
}

function isBots({ user }: Text['written']): boolean {
  return user?.type === 'Bot' || user?.login.endsWith('[bot]') === true;
}

/** What was written, and where; undefined where that is no pull request. */
function readText(kind: CommentRef['kind'], payload: unknown) {
  switch (kind) {
    case 'conversation': {
      const { repository, issue, comment } = parsedPayload(IssueCommentPayload, payload);
      if (issue.pull_request === null || issue.pull_request === undefined) return undefined;
      return { pull: pullOf(repository, issue), written: comment };
    }
    case 'inline': {
      const { repository, pull_request, comment } = parsedPayload(ReviewCommentPayload, payload);
      return { pull: pullOf(repository, pull_request), written: comment };
    }
    case 'review': {
      const { repository, pull_request, review } = parsedPayload(ReviewPayload, payload);
      return { pull: pullOf(repository, pull_request), written: review };
    }
  }
}

function readWords(by: Spoken['by'], payload: unknown): ReadDelivery {
  if (by === 'check_suite') return readChecks(payload);
  if (by === 'pull_request') {
    const { repository, pull_request } = parsedPayload(PullRequestPayload, payload);
    return { says: 'spoken', pulls: [pullOf(repository, pull_request)] };
  }
  const text = readText(by, payload);
  return text === undefined ? nothing('issue_not_pull_request') : ofText(by, text);
}

type Spoken = Extract<DeliveryOutcome, { becomes: 'PullRequestSpoken' }>;

function readPull(action: string | undefined, payload: unknown): ReadDelivery {
  const { repository, pull_request, changes } = parsedPayload(PullRequestPayload, payload);
  const isOfBase = changes?.base !== null && changes?.base !== undefined;
  if (action === 'edited' && !isOfBase) return nothing('base_not_changed');
  return { says: 'changed', pulls: [pullOf(repository, pull_request)] };
}

function readChecks(payload: unknown): ReadDelivery {
  const { repository, check_suite } = parsedPayload(CheckSuitePayload, payload);
  const { pull_requests, head_sha: headSha } = check_suite;
  const pulls = (pull_requests ?? []).slice(0, MOST_PULLS).map((pull) => pullOf(repository, pull));
  if (pulls.length > 0) return { says: 'spoken', pulls };
  return { says: 'checked', head: { repositoryId: repository.repositoryId, headSha } };
}

function readRepository(payload: unknown): ReadDelivery {
  const { repository, changes } = parsedPayload(RepositoryPayload, payload);
  const { user, organization } = changes?.owner?.from ?? {};
  const owner = user?.login ?? organization?.login;
  const repo = changes?.repository?.name.from;
  if (owner === undefined && repo === undefined) return { says: 'repository_changed', repository };
  const formerly = { owner: owner ?? repository.owner, repo: repo ?? repository.repo };
  return { says: 'repository_changed', repository: { ...repository, formerly } };
}

function readEnd(payload: unknown): ReadDelivery {
  const { workflow_run } = parsedPayload(WorkflowRunPayload, payload);
  const [, runId] = RUN_NAME.exec(workflow_run.display_title ?? '') ?? [];
  return runId === undefined ? nothing('not_our_run') : { says: 'run_ended', runId };
}

function nothing(reason: IgnoredDelivery): ReadDelivery {
  return { says: 'nothing', reason };
}

function pullOf(repository: Omit<NamedPullRequest, 'number'>, { number }: { number: number }): NamedPullRequest {
  return { ...repository, number };
}
