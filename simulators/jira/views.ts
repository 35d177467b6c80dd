import { notSimulated } from './refusals.ts';
import { isOfIssue, must, STATUSES } from './seed.ts';
import type { CommentRecord, FieldRecord, IssueRecord, JiraState } from './state.ts';

/** What the views need besides the records. */
export interface Shown {
  state: JiraState;
  /** Where links lead, without a trailing slash. */
  origin: string;
}

/** Account ids of the two users of the site. */
export const OUR_ACCOUNT = '712020:00000000-0000-4000-8000-000000000001';
export const PEOPLES_NAME = 'A person';
export const PEOPLES_ACCOUNT = '712020:00000000-0000-4000-8000-000000000002';

/** An issue with the fields asked for. A field that is not known here is an error: Jira would leave it out, unnoticed. */
export function issueView(shown: Shown, issue: IssueRecord, fields: readonly string[]) {
  const entries = fields.map((name) => [name, fieldView(shown, issue, name)] as const);
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog',
    id: issue.id,
    key: issue.key,
    self: `${shown.origin}/rest/api/3/issue/${issue.id}`,
    ...(fields.length > 0 && { fields: Object.fromEntries(entries) }),
  };
}

type View = (shown: Shown, issue: IssueRecord) => unknown;

const SYSTEM_FIELDS: Record<string, View> = {
  summary: (_, issue) => issue.summary,
  description: (_, issue) => issue.description,
  created: (_, issue) => timeOf(issue.created),
  labels: (_, issue) => issue.labels,
  priority: (_, { priority }) => (priority === null ? null : { id: '1', name: priority }),
  status: (_, issue) => statusView(issue),
  project: ({ state }, { projectKey }) => {
    const { id, key, name } = must(
      state.projects.find((project) => project.key === projectKey),
      `project ${projectKey}`,
    );
    return { id, key, name };
  },
  issuelinks: ({ state }, issue) =>
    state.links.flatMap(({ id, type, fromId, toId }) => {
      if (toId === issue.id) return { id, type: LINK_TYPES[type], inwardIssue: linkedView(state, fromId) };
      if (fromId === issue.id) return { id, type: LINK_TYPES[type], outwardIssue: linkedView(state, toId) };
      return [];
    }),
  // Left out where there is none.
  parent: ({ state }, { parentId }) => (parentId === null ? undefined : linkedView(state, parentId)),
};

const LINK_TYPES = {
  Blocks: { id: '10000', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
  Relates: { id: '10003', name: 'Relates', inward: 'relates to', outward: 'relates to' },
};

function fieldView(shown: Shown, issue: IssueRecord, name: string): unknown {
  const system = SYSTEM_FIELDS[name];
  if (system !== undefined) return system(shown, issue);
  const field = shown.state.fields.find(({ id }) => id === name);
  if (field === undefined) throw notSimulated(`the field ${name}`);
  // Left out where the issue's project has not the field.
  if (!isOfIssue(shown.state, field, issue)) return undefined;
  const option = field.options.find(({ value }) => value === issue.values[field.id]);
  return option === undefined ? null : { self: `${shown.origin}/rest/api/3/customFieldOption/${option.id}`, ...option };
}

function linkedView(state: JiraState, id: string) {
  const issue = must(
    state.issues.find((other) => other.id === id),
    `issue ${id}`,
  );
  return { id, key: issue.key, fields: { summary: issue.summary, status: statusView(issue) } };
}

function statusView({ status }: IssueRecord) {
  const { id, key, name } = must(STATUSES[status], `status ${status}`);
  return { name: status, statusCategory: { id, key, name } };
}

export function commentView({ origin }: Shown, comment: CommentRecord, withProperties: boolean) {
  const { id, issueId, body, created, updated, properties } = comment;
  return {
    self: `${origin}/rest/api/3/issue/${issueId}/comment/${id}`,
    ...{ id, body, author: userView(comment.accountId), created: timeOf(created), updated: timeOf(updated) },
    ...(withProperties && { properties }),
  };
}

/** Newest first; of all changes those of select fields. */
export function changelogView({ choices = [] }: JiraState, issue: IssueRecord) {
  const histories = choices
    .filter(({ issueId }) => issueId === issue.id)
    .reverse()
    .map(({ id, accountId, created, field, from, to }) => ({
      ...{ id, author: userView(accountId), created: timeOf(created) },
      items: [
        {
          ...{ field: field.name, fieldId: field.id, fieldtype: 'custom' },
          ...(from !== undefined && { fromString: from }),
          ...(to !== undefined && { toString: to }),
        },
      ],
    }));
  return { startAt: 0, maxResults: histories.length, total: histories.length, histories };
}

export function userView(accountId: string) {
  const displayName = accountId === OUR_ACCOUNT ? 'AI-Implement' : PEOPLES_NAME;
  return { accountId, accountType: 'atlassian', active: true, displayName };
}

export function fieldDetails({ projects }: JiraState, { id, name, projectKey }: FieldRecord) {
  const custom = 'com.atlassian.jira.plugin.system.customfieldtypes:select';
  const schema = { type: 'option', custom, customId: Number(id.replace('customfield_', '')) };
  const project = projects.find(({ key }) => key === projectKey);
  return {
    ...{ id, key: id, name, untranslatedName: name, custom: true, orderable: true, navigable: true, searchable: true },
    ...{ clauseNames: [name, `cf[${schema.customId}]`], schema },
    ...(project !== undefined && { scope: { type: 'PROJECT', project: { id: project.id } } }),
  };
}

/** As Jira writes times: an offset without a colon. */
function timeOf(instant: string): string {
  return instant.replace('Z', '+0000');
}
