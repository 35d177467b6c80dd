import { adfParagraphs } from './adf.ts';
import type { FieldRecord, IssueRecord, JiraState } from './state.ts';

/** A site as a person would describe it; ids and missing defaults are filled in. */
export interface JiraSeed {
  projects: Array<{
    /** For example `PROJ`; keys of its issues are `PROJ-1`, `PROJ-2` … in the order given. */
    key: string;
    name: string;
    /** Its fields are its own then, those of our names too. @default false */
    isTeamManaged?: boolean;
    issues: JiraIssueSeed[];
  }>;
  /** Options of the field `AI-Implement Repo`. */
  repos: string[];
  /** Other fields than the two of ours, or doubles of them. */
  fields?: Array<{ name: string; options: string[] }>;
  /** Options of `AI-Implement Status`. Default: all that we use. */
  statusOptions?: string[];
}

export interface JiraIssueSeed {
  title: string;
  description?: string;
  /** Default: none. */
  priority?: 'Highest' | 'High' | 'Medium' | 'Low' | 'Lowest';
  labels?: string[];
  /** Name of a status. Default `To Do`. */
  state?: string;
  /** Value of `AI-Implement Status`. */
  marker?: string;
  /** Value of `AI-Implement Repo`. */
  repo?: string;
  /** Key of an issue given before. */
  parent?: string;
  /** Keys of issues that block this one, of any project. */
  blockedBy?: string[];
}

export const STATUS_FIELD = 'AI-Implement Status';
export const REPO_FIELD = 'AI-Implement Repo';
export const TRIGGER_VALUE = 'Ready';

const STATUS_OPTIONS = [
  'Ready',
  'Planning',
  'Awaiting Approval',
  'Plan Approved',
  'Planning Failed',
  'Implementing',
  'Implementation Failed',
  'PR Ready',
  'Merged',
];

/** The workflow of every project, with the category of each status. */
export const STATUSES: Record<string, { id: number; key: 'new' | 'indeterminate' | 'done'; name: string }> = {
  'To Do': { id: 2, key: 'new', name: 'To Do' },
  'In Progress': { id: 4, key: 'indeterminate', name: 'In Progress' },
  'In Review': { id: 4, key: 'indeterminate', name: 'In Progress' },
  Done: { id: 3, key: 'done', name: 'Done' },
};

/** Builds the site; issues are a second older than the next one given. */
export function stateFromSeed(seed: JiraSeed, now: number): JiraState {
  const none = { projects: [], fields: [], issues: [], links: [], comments: [], log: [] };
  const state: JiraState = { sequence: 10_000, ...none };
  addOurFields(state, seed);
  for (const { name, options } of seed.fields ?? []) addField(state, name, options);
  const total = seed.projects.reduce((sum, project) => sum + project.issues.length, 0);
  for (const { key, name, issues } of seed.projects) {
    state.projects.push({ id: nextId(state), key, name, lastNumber: 0 });
    for (const issue of issues) {
      addIssue(state, key, issue, new Date(now - (total - state.issues.length) * 1000).toISOString());
    }
  }
  for (const project of seed.projects) addBlockers(state, project);
  return state;
}

/** One pair for all company-managed projects, and one for each that is team-managed. */
function addOurFields(state: JiraState, { projects, statusOptions = STATUS_OPTIONS, repos }: JiraSeed): void {
  const ofTeams = projects.filter(({ isTeamManaged }) => isTeamManaged === true).map(({ key }) => key);
  const owners = projects.length > 0 && ofTeams.length === projects.length ? ofTeams : [undefined, ...ofTeams];
  for (const owner of owners) {
    addField(state, STATUS_FIELD, statusOptions, owner);
    addField(state, REPO_FIELD, repos, owner);
  }
}

function addBlockers(state: JiraState, { key, issues }: JiraSeed['projects'][number]): void {
  for (const [index, issue] of issues.entries()) {
    for (const by of issue.blockedBy ?? []) addLink(state, 'Blocks', by, `${key}-${index + 1}`);
  }
}

export function nextId(state: JiraState): string {
  state.sequence += 1;
  return String(state.sequence);
}

function addField(state: JiraState, name: string, values: string[], projectKey?: string): void {
  const options = values.map((value) => ({ id: nextId(state), value }));
  state.fields.push({ id: `customfield_${nextId(state)}`, name, options, ...(projectKey && { projectKey }) });
}

/** Adds an issue to a project and answers its key; a name that does not exist is an error. */
export function addIssue(state: JiraState, projectKey: string, issue: JiraIssueSeed, created: string): string {
  const project = must(
    state.projects.find((p) => p.key === projectKey),
    `project ${projectKey}`,
  );
  project.lastNumber += 1;
  const { title, description = '', priority = null, labels = [], state: status = 'To Do' } = issue;
  must(STATUSES[status], `status ${status}`);
  const record: IssueRecord = {
    ...{ id: nextId(state), key: `${projectKey}-${project.lastNumber}`, projectKey, summary: title, priority, created },
    ...{ status, labels, description: description === '' ? null : adfParagraphs(description), values: {} },
    parentId: issue.parent === undefined ? null : issueNamed(state, issue.parent).id,
  };
  state.issues.push(record);
  if (issue.marker !== undefined) choose(record, fieldOf(state, record, STATUS_FIELD), issue.marker);
  if (issue.repo !== undefined) choose(record, fieldOf(state, record, REPO_FIELD), issue.repo);
  return record.key;
}

/** Says that the issue `fromKey` blocks, or relates to, the issue `toKey`. */
export function addLink(state: JiraState, type: 'Blocks' | 'Relates', fromKey: string, toKey: string): void {
  const [fromId, toId] = [issueNamed(state, fromKey).id, issueNamed(state, toKey).id];
  state.links.push({ id: nextId(state), type, fromId, toId });
}

/** Chooses an option of a field for an issue; null: none. */
export function choose(issue: IssueRecord, field: FieldRecord, value: string | null): void {
  if (value === null) {
    delete issue.values[field.id];
    return;
  }
  must(
    field.options.find((option) => option.value === value),
    `option ${value} of ${field.name}`,
  );
  issue.values[field.id] = value;
}

/** The first field of that name that the issue has. */
export function fieldOf(state: JiraState, issue: IssueRecord, name: string): FieldRecord {
  return must(
    state.fields.find((field) => field.name === name && isOfIssue(state, field, issue)),
    `field ${name}`,
  );
}

/** Team-managed projects have their own fields only. */
export function isOfIssue(state: JiraState, field: FieldRecord, { projectKey }: IssueRecord): boolean {
  const isOfTeam = state.fields.some((one) => one.projectKey === projectKey);
  return isOfTeam ? field.projectKey === projectKey : field.projectKey === undefined;
}

export function issueNamed(state: JiraState, idOrKey: string): IssueRecord {
  return must(
    state.issues.find((issue) => issue.id === idOrKey || issue.key === idOrKey),
    `ticket ${idOrKey}`,
  );
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the site has no ${what}`);
  return value;
}
