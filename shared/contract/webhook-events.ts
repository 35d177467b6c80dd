import type { CommentKind } from '../domain/follow-ups/pull-request-record.ts';

/** What a delivery of GitHub becomes, if what its row says besides holds too. */
export type DeliveryOutcome =
  | { becomes: 'PullRequestCommented'; kind: CommentKind }
  | { becomes: 'PullRequestChanged' }
  | { becomes: 'WorkflowRunEnded' };

interface WebhookRow {
  /** As `X-GitHub-Event` names it. */
  event: string;
  /** The permission of the App without which GitHub does not offer the event. */
  permission: string;
  /** Actions that are followed; whatever else happens under the event's name is ignored. */
  actions: readonly string[];
  outcome: DeliveryOutcome;
  /** What must hold besides; for the docs' page. */
  condition: string;
}

const COMMENTED = 'A person wrote `/ai-implement` in it, and the pull request is one of ours';
const OURS = 'The pull request is one of ours';

/** Every event that is followed. The App subscribes to these and to no other. */
export const WEBHOOK_EVENTS: readonly WebhookRow[] = [
  {
    event: 'issue_comment',
    permission: 'Issues: read',
    actions: ['created', 'edited'],
    outcome: { becomes: 'PullRequestCommented', kind: 'conversation' },
    condition: COMMENTED,
  },
  {
    event: 'pull_request_review_comment',
    permission: 'Pull requests: read',
    actions: ['created', 'edited'],
    outcome: { becomes: 'PullRequestCommented', kind: 'inline' },
    condition: COMMENTED,
  },
  {
    event: 'pull_request_review',
    permission: 'Pull requests: read',
    actions: ['submitted', 'edited'],
    outcome: { becomes: 'PullRequestCommented', kind: 'review' },
    condition: COMMENTED,
  },
  {
    event: 'pull_request',
    permission: 'Pull requests: read',
    actions: ['closed', 'reopened', 'ready_for_review', 'converted_to_draft'],
    outcome: { becomes: 'PullRequestChanged' },
    condition: OURS,
  },
  {
    event: 'pull_request',
    permission: 'Pull requests: read',
    actions: ['edited'],
    outcome: { becomes: 'PullRequestChanged' },
    condition: `${OURS}, and is now meant for another branch`,
  },
  {
    event: 'workflow_run',
    permission: 'Actions: read',
    actions: ['completed'],
    outcome: { becomes: 'WorkflowRunEnded' },
    condition: "The workflow run's name names a run of ours",
  },
];

/** Why a delivery is answered and starts nothing; the codes stand in the answer and in the log. */
export const IGNORED_DELIVERIES = {
  event_not_followed: 'No row of the table has this event.',
  action_not_followed: 'The event has a row, and none with this action.',
  issue_not_pull_request: 'The comment stands on an issue.',
  no_author: 'Who wrote it has deleted their account.',
  author_is_bot: 'A bot wrote it. Our own comments are among these.',
  no_command: 'No line outside of quotes and code begins with `/ai-implement`.',
  base_not_changed: 'Something else of the pull request than its base branch was edited.',
  not_our_pull_request: 'No run of ours opened the pull request.',
  not_our_run: "The workflow run's name is none that we give.",
} as const satisfies Record<string, string>;
export type IgnoredDelivery = keyof typeof IGNORED_DELIVERIES;

/** What the table says of an event and its action. */
export function outcomeOf(event: string, action: string | undefined): DeliveryOutcome | IgnoredDelivery {
  const rows = WEBHOOK_EVENTS.filter((row) => row.event === event);
  if (rows.length === 0) return 'event_not_followed';
  return rows.find(({ actions }) => actions.includes(action ?? ''))?.outcome ?? 'action_not_followed';
}
