import { type IgnoredDelivery, outcomeOf } from '../../shared/contract/webhook-events.ts';
import {
  AnyPayload,
  IssueCommentPayload,
  PullRequestPayload,
  ReviewCommentPayload,
  ReviewPayload,
  WorkflowRunPayload,
} from '../../shared/contract/webhook-payloads.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { commandIn } from '../../shared/domain/follow-ups/follow-up-command.ts';
import type { CommentRef, PullRequestId } from '../../shared/domain/follow-ups/pull-request-record.ts';

/** A delivery as it came: its event's name, and its body as JSON. */
export interface Delivery {
  event: string;
  payload: unknown;
}

/** What a delivery says, in ids. */
export type ReadDelivery =
  | { says: 'commented'; pull: PullRequestId; comment: CommentRef; author: { login: string; isInsider: boolean } }
  | { says: 'changed'; pull: PullRequestId }
  | { says: 'run_ended'; runId: string }
  | { says: 'nothing'; reason: IgnoredDelivery };

/** Who has some part in the repository, or in its organization. */
const INSIDERS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/** The name that our workflows give their runs: `<KEY> <phase> <run id>`. */
const RUN_NAME = /^\S+ (?:planning|implementation|gap-fill) ([0-9A-HJKMNP-TV-Z]{26})$/;

/** Reads a delivery by the table of events. Throws `invalid_body` where a followed event lacks what it must have. */
export function readDelivery({ event, payload }: Delivery): ReadDelivery {
  const { action } = parsed(AnyPayload, payload);
  const outcome = outcomeOf(event, action);
  if (typeof outcome === 'string') return nothing(outcome);
  switch (outcome.becomes) {
    case 'PullRequestCommented':
      return readComment(outcome.kind, payload);
    case 'PullRequestChanged':
      return readChange(action, payload);
    case 'WorkflowRunEnded':
      return readEnd(payload);
  }
}

function readComment(kind: CommentRef['kind'], payload: unknown): ReadDelivery {
  const text = readText(kind, payload);
  if (text === undefined) return nothing('issue_not_pull_request');
  const { pull, written } = text;
  const { user } = written;
  if (user === null || user === undefined) return nothing('no_author');
  if (user.type === 'Bot' || user.login.endsWith('[bot]')) return nothing('author_is_bot');
  if (commandIn(written.body ?? '') === undefined) return nothing('no_command');
  const author = { login: user.login, isInsider: INSIDERS.includes(written.author_association ?? '') };
  return { says: 'commented', pull, comment: { kind, commentId: written.id }, author };
}

/** What was written, and where; undefined where that is no pull request. */
function readText(kind: CommentRef['kind'], payload: unknown) {
  switch (kind) {
    case 'conversation': {
      const { repository, issue, comment } = parsed(IssueCommentPayload, payload);
      if (issue.pull_request === null || issue.pull_request === undefined) return undefined;
      return { pull: pullOf(repository, issue), written: comment };
    }
    case 'inline': {
      const { repository, pull_request, comment } = parsed(ReviewCommentPayload, payload);
      return { pull: pullOf(repository, pull_request), written: comment };
    }
    case 'review': {
      const { repository, pull_request, review } = parsed(ReviewPayload, payload);
      return { pull: pullOf(repository, pull_request), written: review };
    }
  }
}

function readChange(action: string | undefined, payload: unknown): ReadDelivery {
  const { repository, pull_request, changes } = parsed(PullRequestPayload, payload);
  const isOfBase = changes?.base !== null && changes?.base !== undefined;
  if (action === 'edited' && !isOfBase) return nothing('base_not_changed');
  return { says: 'changed', pull: pullOf(repository, pull_request) };
}

function readEnd(payload: unknown): ReadDelivery {
  const { workflow_run } = parsed(WorkflowRunPayload, payload);
  const [, runId] = RUN_NAME.exec(workflow_run.display_title ?? '') ?? [];
  return runId === undefined ? nothing('not_our_run') : { says: 'run_ended', runId };
}

function nothing(reason: IgnoredDelivery): ReadDelivery {
  return { says: 'nothing', reason };
}

function pullOf([owner, repo]: readonly [string, string], { number }: { number: number }): PullRequestId {
  return { owner, repo, number };
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

function parsed<T>(schema: Schema<T>, payload: unknown): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError('invalid_body', `${issue?.path.map(String).join('.') || 'body'}: ${issue?.message}`);
}
