/** All that the simulated site holds: plain JSON, so that a second start can go on with it. Times are ISO 8601. */
export interface JiraState {
  /** Counted up for every id. */
  sequence: number;
  projects: ProjectRecord[];
  fields: FieldRecord[];
  issues: IssueRecord[];
  links: LinkRecord[];
  comments: CommentRecord[];
  log: JiraChange[];
  /** Values that were chosen; absent in state of older versions. */
  choices?: ChoiceRecord[];
  /** Permissions that our account lacks, in every project; absent: none. */
  withheld?: JiraPermission[];
  /** Whether our account administers the site; absent: no. */
  isAdministrator?: boolean;
}

/** As Jira names them. */
export const JIRA_PERMISSIONS = ['EDIT_ISSUES', 'ADD_COMMENTS', 'EDIT_OWN_COMMENTS'] as const;
export type JiraPermission = (typeof JIRA_PERMISSIONS)[number];

/** A value of a select field that somebody chose. */
interface ChoiceRecord {
  id: string;
  issueId: string;
  accountId: string;
  created: string;
  field: { id: string; name: string };
  /** Undefined: none. */
  from?: string;
  to?: string;
}

interface ProjectRecord {
  id: string;
  key: string;
  name: string;
  lastNumber: number;
}

/** A single-select field. */
export interface FieldRecord {
  /** For example `customfield_10050`. */
  id: string;
  name: string;
  options: Array<{ id: string; value: string }>;
  /** Key of the team-managed project whose own it is; absent: all others have it. */
  projectKey?: string;
}

export interface IssueRecord {
  id: string;
  key: string;
  projectKey: string;
  summary: string;
  /** Null: none. */
  description: AdfNode | null;
  /** Null: none. */
  priority: string | null;
  created: string;
  /** Name of one of `STATUSES`. */
  status: string;
  /** Null: none. */
  parentId: string | null;
  labels: string[];
  /** The option chosen, by field id. */
  values: Record<string, string>;
}

/** `fromId` blocks, or relates to, `toId`. */
interface LinkRecord {
  id: string;
  type: 'Blocks' | 'Relates';
  fromId: string;
  toId: string;
}

export interface CommentRecord {
  id: string;
  issueId: string;
  accountId: string;
  body: AdfNode;
  properties: Array<{ key: string; value?: unknown }>;
  created: string;
  updated: string;
}

/** A node of the Atlassian Document Format. */
export interface AdfNode {
  type: string;
  version?: number;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: AdfNode[];
  content?: AdfNode[];
}

/** One line of the site's history, as a person who looks on would tell it. */
export interface JiraChange {
  at: string;
  /** The ticket's key at that time. */
  key: string;
  /** For example `AI-Implement Status: Implementing`, `status: Done`, `comment posted`. */
  event: string;
}
