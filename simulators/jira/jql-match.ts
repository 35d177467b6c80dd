import type { Clause, Query } from './jql.ts';
import { badRequest, notSimulated } from './refusals.ts';
import { STATUSES } from './seed.ts';
import type { IssueRecord, JiraState } from './state.ts';

/** The fields that can be searched: what an issue bears (none: an empty list), and the names that exist. */
interface SearchField {
  of(issue: IssueRecord): string[];
  /** Undefined: any text may be asked for. */
  known: string[] | undefined;
}

/** Fields of Jira's that this simulator has not. */
const NOT_SERVED = [
  'assignee',
  'reporter',
  'sprint',
  'component',
  'fixversion',
  'created',
  'updated',
  'text',
  'issuetype',
];

/** A test for issues. Fields, options and values that the site has not are refused, as Jira does. */
export function matcherOf(state: JiraState, query: Query): (issue: IssueRecord) => boolean {
  if ('not' in query) {
    const inner = matcherOf(state, query.not);
    return (issue) => !inner(issue);
  }
  if ('field' in query) return clauseMatcher(state, query);
  const isAll = 'all' in query;
  const parts = (isAll ? query.all : query.any).map((part) => matcherOf(state, part));
  return (issue) => (isAll ? parts.every((part) => part(issue)) : parts.some((part) => part(issue)));
}

/** Values are compared without regard to capitals. */
function clauseMatcher(state: JiraState, { field, operator, values }: Clause): (issue: IssueRecord) => boolean {
  const { of, known } = searchField(state, field);
  const wanted = values.map((value) => value.toLowerCase());
  const unknown = values.find((value) => known?.every((name) => name.toLowerCase() !== value.toLowerCase()));
  if (unknown !== undefined) throw badRequest(`The option '${unknown}' for field '${field}' does not exist.`);
  const has = (issue: IssueRecord) => of(issue).some((value) => wanted.includes(value.toLowerCase()));
  const isEmpty = (issue: IssueRecord) => of(issue).length === 0;
  switch (operator) {
    case '=':
    case 'in':
      return has;
    case '!=':
    case 'not in':
      // Like Jira's: an issue without a value is found by neither.
      return (issue) => !isEmpty(issue) && !has(issue);
    case 'is':
      return isEmpty;
    case 'is not':
      return (issue) => !isEmpty(issue);
  }
}

function searchField(state: JiraState, name: string): SearchField {
  const lower = name.toLowerCase();
  const system = SYSTEM_FIELDS[lower];
  if (system !== undefined) return system(state);
  if (NOT_SERVED.includes(lower)) throw notSimulated(`the field ${name}`);
  const number = /^cf\[(\d+)\]$/.exec(lower)?.[1];
  const custom = state.fields.filter((field) =>
    number === undefined ? field.name.toLowerCase() === lower : field.id === `customfield_${number}`,
  );
  if (custom[0] === undefined) {
    throw badRequest(`Field '${name}' does not exist or you do not have permission to view it.`);
  }
  const ids = custom.map((field) => field.id);
  return {
    of: (issue) => ids.flatMap((id) => issue.values[id] ?? []),
    known: custom.flatMap((field) => field.options.map((option) => option.value)),
  };
}

const SYSTEM_FIELDS: Record<string, (state: JiraState) => SearchField> = {
  project: (state) => ({
    of: ({ projectKey }) => [projectKey, state.projects.find(({ key }) => key === projectKey)?.name ?? projectKey],
    known: state.projects.flatMap(({ key, name }) => [key, name]),
  }),
  status: () => ({ of: ({ status }) => [status], known: Object.keys(STATUSES) }),
  statuscategory: () => ({
    of: ({ status }) => [STATUSES[status]?.name ?? ''],
    known: Object.values(STATUSES).map(({ name }) => name),
  }),
  labels: () => ({ of: ({ labels }) => labels, known: undefined }),
  id: (state) => ({ of: ({ id }) => [id], known: state.issues.map(({ id }) => id) }),
  key: (state) => ({ of: ({ key }) => [key], known: state.issues.map(({ key }) => key) }),
  parent: (state) => ({
    of: ({ parentId }) => state.issues.filter(({ id }) => id === parentId).flatMap(({ id, key }) => [id, key]),
    known: state.issues.flatMap(({ id, key }) => [id, key]),
  }),
  priority: () => ({
    of: ({ priority }) => (priority === null ? [] : [priority]),
    known: ['Highest', 'High', 'Medium', 'Low', 'Lowest'],
  }),
};
