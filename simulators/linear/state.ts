/** All that the simulated workspace holds: plain JSON, so that a second start can go on with it. Times are ISO 8601. */
export interface LinearState {
  /** Counted up for every id and time that must not repeat. */
  sequence: number;
  teams: TeamRecord[];
  projects: ProjectRecord[];
  states: StateRecord[];
  labels: LabelRecord[];
  issues: IssueRecord[];
  relations: RelationRecord[];
  comments: CommentRecord[];
  log: LinearChange[];
  /** Absent in state of older versions. */
  labelHistory?: LabelAddition[];
  webhooks?: WebhookRecord[];
}

/** As an administrator made it. */
export interface WebhookRecord {
  id: string;
  url: string;
  secret: string | null;
  label: string | null;
  resourceTypes: string[];
  allPublicTeams: boolean;
  enabled: boolean;
  createdAt: string;
}

export type StateType = 'triage' | 'backlog' | 'unstarted' | 'started' | 'completed' | 'canceled' | 'duplicate';

interface TeamRecord {
  id: string;
  key: string;
  name: string;
  lastNumber: number;
}

interface ProjectRecord {
  id: string;
  name: string;
}

export interface StateRecord {
  id: string;
  name: string;
  type: StateType;
  position: number;
  teamId: string;
}

export interface LabelRecord {
  id: string;
  name: string;
  /** Null: the label belongs to the workspace. */
  teamId: string | null;
  /** A group is no label that a ticket can bear; absent in state of older versions. */
  isGroup?: boolean;
  /** The group whose labels exclude each other on a ticket. */
  parentId?: string;
}

export interface IssueRecord {
  id: string;
  number: number;
  teamId: string;
  previousIdentifiers: string[];
  title: string;
  description: string;
  /** 0: none, 1: urgent … 4: low. */
  priority: number;
  createdAt: string;
  stateId: string;
  projectId: string | null;
  parentId: string | null;
  labelIds: string[];
  /** Deleted by a person; kept for a while, as in Linear's trash. */
  trashed: boolean;
}

/** `issueId` does `type` to `relatedIssueId`: with `blocks`, the former must be resolved before the latter. */
export interface RelationRecord {
  id: string;
  type: 'blocks' | 'duplicate' | 'related' | 'similar';
  issueId: string;
  relatedIssueId: string;
}

export interface CommentRecord {
  id: string;
  issueId: string;
  body: string;
  createdAt: string;
  /** When it was last changed, by people or by us. */
  editedAt?: string;
}

/** One line of the workspace's history, as a person who looks on would tell it. */
/** Labels that were put on an issue at once. */
export interface LabelAddition {
  id: string;
  issueId: string;
  createdAt: string;
  labelIds: string[];
  by: 'people' | 'app';
}

export interface LinearChange {
  at: string;
  /** The ticket's key at that time. */
  key: string;
  /** For example `label added: AI-Working`, `state: In Progress`, `comment posted`. */
  event: string;
}
