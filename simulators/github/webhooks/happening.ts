import type { Author, CommentRecord, PullRecord, ReviewCommentRecord, ReviewRecord } from '../code-state.ts';
import type { WorkflowRun } from '../workflow-runs.ts';

interface OnPull {
  pull: PullRecord;
  /** Who did it. */
  by: Author;
}

/** What happened, by the names that webhooks give to it. */
export type Happening =
  | (OnPull & { event: 'issue_comment'; action: 'created'; comment: CommentRecord })
  | (OnPull & { event: 'issue_comment'; action: 'edited'; comment: CommentRecord; from: string })
  | (OnPull & { event: 'pull_request_review_comment'; action: 'created'; comment: ReviewCommentRecord })
  | (OnPull & { event: 'pull_request_review'; action: 'submitted'; review: ReviewRecord })
  | (OnPull & {
      event: 'pull_request_review_thread';
      action: 'resolved' | 'unresolved';
      comments: ReviewCommentRecord[];
    })
  | (OnPull & {
      event: 'pull_request';
      action: 'opened' | 'closed' | 'reopened' | 'ready_for_review' | 'converted_to_draft';
    })
  | (OnPull & { event: 'pull_request'; action: 'edited'; baseBefore: Pick<PullRecord, 'base' | 'baseSha'> })
  | { event: 'workflow_run'; action: 'completed'; run: WorkflowRun };

export type HookEvent = Happening['event'];
