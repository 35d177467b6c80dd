import type { CommentKind } from '../domain/follow-ups/pull-request-record.ts';

/** What a delivery of GitHub becomes, if what its row says besides holds too. */
export type DeliveryOutcome =
  /** Without a command it is a `PullRequestSpoken`, as its next row says. */
  | { becomes: 'PullRequestCommented'; kind: CommentKind }
  /** `by`: where the payload names the pull request. */
  | { becomes: 'PullRequestSpoken'; by: CommentKind | 'pull_request' | 'check_suite' }
  | { becomes: 'PullRequestChanged'; by: 'pull_request' }
  | { becomes: 'WorkflowRunEnded' }
  | { becomes: 'RepositoryChanged' }
  | { becomes: 'InstallationChanged' };

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
const OTHERS = 'It is no such command, our App did not write it, and the pull request is one of ours';
const CHECKS = 'The commit is the head of a pull request of ours';
const ANY = 'Always';
/** Every App is told of its installations, without asking for it. */
const UNASKED = 'none';

/** What is written on pull requests: a command, or what people and bots say and take back. */
const written = (event: string, permission: string, kind: CommentKind): WebhookRow[] => {
  const [made, gone] = kind === 'review' ? ['submitted', 'dismissed'] : ['created', 'deleted'];
  const commented = { becomes: 'PullRequestCommented', kind } as const;
  const spoken = { becomes: 'PullRequestSpoken', by: kind } as const;
  return [
    { event, permission, actions: [made, 'edited'], outcome: commented, condition: COMMENTED },
    { event, permission, actions: [made, 'edited', gone], outcome: spoken, condition: OTHERS },
  ];
};

/** Every event that is followed. The App subscribes to these and to no other. */
export const WEBHOOK_EVENTS: readonly WebhookRow[] = [
  ...written('issue_comment', 'Issues: read', 'conversation'),
  ...written('pull_request_review_comment', 'Pull requests: read', 'inline'),
  ...written('pull_request_review', 'Pull requests: read', 'review'),
  {
    event: 'pull_request_review_thread',
    permission: 'Pull requests: read',
    actions: ['resolved', 'unresolved'],
    outcome: { becomes: 'PullRequestSpoken', by: 'pull_request' },
    condition: OURS,
  },
  {
    event: 'pull_request',
    permission: 'Pull requests: read',
    actions: ['opened', 'closed', 'reopened', 'ready_for_review', 'converted_to_draft', 'synchronize'],
    outcome: { becomes: 'PullRequestChanged', by: 'pull_request' },
    condition: OURS,
  },
  {
    event: 'pull_request',
    permission: 'Pull requests: read',
    actions: ['edited'],
    outcome: { becomes: 'PullRequestChanged', by: 'pull_request' },
    condition: `${OURS}, and is now meant for another branch`,
  },
  {
    event: 'check_suite',
    permission: 'Checks: read',
    actions: ['completed'],
    outcome: { becomes: 'PullRequestSpoken', by: 'check_suite' },
    condition: CHECKS,
  },
  {
    event: 'workflow_run',
    permission: 'Actions: read',
    actions: ['completed'],
    outcome: { becomes: 'WorkflowRunEnded' },
    condition: "The workflow run's name names a run of ours",
  },
  {
    event: 'repository',
    permission: 'Metadata: read',
    actions: ['renamed', 'transferred', 'archived', 'unarchived', 'deleted'],
    outcome: { becomes: 'RepositoryChanged' },
    condition: ANY,
  },
  {
    event: 'installation',
    permission: UNASKED,
    actions: ['created', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted'],
    outcome: { becomes: 'InstallationChanged' },
    condition: ANY,
  },
  {
    event: 'installation_repositories',
    permission: UNASKED,
    actions: ['added', 'removed'],
    outcome: { becomes: 'InstallationChanged' },
    condition: ANY,
  },
];

/** Why a delivery is answered and starts nothing; the codes stand in the answer and in the log. */
export const IGNORED_DELIVERIES = {
  event_not_followed: 'No row of the table has this event.',
  action_not_followed: 'The event has a row, and none with this action.',
  issue_not_pull_request: 'The comment stands on an issue.',
  own_comment: 'Our App wrote, edited or deleted a comment of its own.',
  base_not_changed: 'Something else of the pull request than its base branch was edited.',
  not_our_pull_request:
    'No run of ours opened the pull request, or the commit is the head of none that one opened. A command of a member or collaborator is looked at, and answered where the repository is of a mapping.',
  not_our_run: "The workflow run's name is none that we give.",
} as const satisfies Record<string, string>;
export type IgnoredDelivery = keyof typeof IGNORED_DELIVERIES;

/** What the table says of an event and its action. */
export function outcomeOf(event: string, action: string | undefined): DeliveryOutcome | IgnoredDelivery {
  const rows = WEBHOOK_EVENTS.filter((row) => row.event === event);
  if (rows.length === 0) return 'event_not_followed';
  return rows.find(({ actions }) => actions.includes(action ?? ''))?.outcome ?? 'action_not_followed';
}
