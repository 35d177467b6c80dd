import type {
  Author,
  CheckSuite,
  CommentRecord,
  PullRecord,
  ReviewCommentRecord,
  ReviewRecord,
} from '../code-state.ts';
import type { SimulatedRepository } from '../repositories.ts';
import type { WorkflowRun } from '../workflow-runs.ts';

interface By {
  /** Who did it. */
  by: Author;
}

interface OnPull extends By {
  pull: PullRecord;
}

interface OnRepository extends By {
  event: 'repository';
  repository: SimulatedRepository;
}

interface OnInstallation extends By {
  /** Whose repositories the App is installed in, or was. */
  owner: string;
  /** Those that it is about. */
  repositories: SimulatedRepository[];
}

/** What happened, by the names that webhooks give to it. */
export type Happening =
  | (OnPull & { event: 'issue_comment'; action: 'created' | 'deleted'; comment: CommentRecord })
  | (OnPull & { event: 'issue_comment'; action: 'edited'; comment: CommentRecord; from: string })
  | (OnPull & { event: 'pull_request_review_comment'; action: 'created' | 'deleted'; comment: ReviewCommentRecord })
  | (OnPull & { event: 'pull_request_review_comment'; action: 'edited'; comment: ReviewCommentRecord; from: string })
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
  | { event: 'check_suite'; action: 'completed'; suite: CheckSuite }
  | { event: 'workflow_run'; action: 'completed'; run: WorkflowRun }
  | (OnRepository & { action: 'archived' | 'unarchived' })
  | (OnRepository & { action: 'renamed'; nameBefore: string })
  | (OnRepository & { action: 'transferred'; ownerBefore: string })
  | (OnInstallation & {
      event: 'installation';
      action: 'created' | 'deleted' | 'suspend' | 'unsuspend' | 'new_permissions_accepted';
    })
  | (OnInstallation & { event: 'installation_repositories'; action: 'added' | 'removed' });

export type HookEvent = Happening['event'];
