import { createHash } from 'node:crypto';
import type { IssueRecord, LinearState, StateType } from './state.ts';

/** A workspace as a person would describe it; ids, states and missing defaults are filled in. */
export interface LinearSeed {
  teams: Array<{
    /** For example `ENG`; keys of its issues are `ENG-1`, `ENG-2` … in the order given. */
    key: string;
    name: string;
    /** Names of labels that belong to this team alone. */
    labels?: string[];
    /** Groups of this team alone, whose labels exclude each other on a ticket. */
    labelGroups?: Array<{ name: string; labels: string[] }>;
    /** Default: Triage, Backlog, Todo, In Progress, In Review, Done, Canceled, Duplicate. */
    states?: Array<{ name: string; type: StateType }>;
    issues: IssueSeed[];
  }>;
  /** Names of labels of the whole workspace. Default: `AI-Implement` alone. */
  labels?: string[];
  projects?: Array<{ name: string }>;
}

export interface IssueSeed {
  title: string;
  description?: string;
  /** 0 (default): none, 1: urgent … 4: low. */
  priority?: 0 | 1 | 2 | 3 | 4;
  /** Names; each must exist for the workspace or the team. */
  labels?: string[];
  /** Name of a state of the team. Default: its first `unstarted` one. */
  state?: string;
  /** Name of a project. */
  project?: string;
  /** Key of the issue that this one is a part of; of the same team, and before it. */
  parent?: string;
  /** Keys of issues that block this one, of any team. */
  blockedBy?: string[];
}

export const TRIGGER_LABEL = 'AI-Implement';

const DEFAULT_STATES: Array<{ name: string; type: StateType }> = [
  { name: 'Triage', type: 'triage' },
  { name: 'Backlog', type: 'backlog' },
  { name: 'Todo', type: 'unstarted' },
  { name: 'In Progress', type: 'started' },
  { name: 'In Review', type: 'started' },
  { name: 'Done', type: 'completed' },
  { name: 'Canceled', type: 'canceled' },
  { name: 'Duplicate', type: 'duplicate' },
];

/** A UUID v4 made from a text: the same workspace has the same ids in every run. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(`linear simulator ${text}`).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Builds the workspace; issues are a second older than the next one given. */
export function stateFromSeed(seed: LinearSeed, now: number): LinearState {
  const state: LinearState = {
    sequence: 0,
    teams: seed.teams.map(({ key, name }) => ({ id: uuidOf(`team ${key}`), key, name, lastNumber: 0 })),
    projects: (seed.projects ?? []).map(({ name }) => ({ id: projectId(name), name })),
    states: [],
    labels: (seed.labels ?? [TRIGGER_LABEL]).map((name) => ({ id: uuidOf(`label ${name}`), name, teamId: null })),
    issues: [],
    relations: [],
    comments: [],
    log: [],
  };
  const total = seed.teams.reduce((sum, team) => sum + team.issues.length, 0);
  for (const team of seed.teams) addTeam(state, team, now - total * 1000);
  for (const team of seed.teams) addBlockers(state, team);
  return state;
}

/** The id of a seeded project, which a project mapping may name. */
export function projectId(name: string): string {
  return uuidOf(`project ${name}`);
}

function addTeam(state: LinearState, team: LinearSeed['teams'][number], oldestAt: number): void {
  const teamId = uuidOf(`team ${team.key}`);
  const idOf = (name: string) => uuidOf(`label ${team.key} ${name}`);
  for (const name of team.labels ?? []) state.labels.push({ id: idOf(name), name, teamId });
  for (const group of team.labelGroups ?? []) {
    const parentId = idOf(group.name);
    state.labels.push({ id: parentId, name: group.name, teamId, isGroup: true });
    for (const name of group.labels) state.labels.push({ id: idOf(name), name, teamId, parentId });
  }
  for (const [position, { name, type }] of (team.states ?? DEFAULT_STATES).entries()) {
    state.states.push({ id: uuidOf(`state ${team.key} ${name}`), name, type, position, teamId });
  }
  for (const issue of team.issues) {
    const createdAt = new Date(oldestAt + state.issues.length * 1000).toISOString();
    addIssue(state, team.key, issue, createdAt);
  }
}

/** Adds an issue to a team and answers its key; a name that does not exist is an error. */
export function addIssue(state: LinearState, teamKey: string, issue: IssueSeed, createdAt: string): string {
  const team = must(
    state.teams.find((t) => t.key === teamKey),
    `team ${teamKey}`,
  );
  team.lastNumber += 1;
  const key = `${team.key}-${team.lastNumber}`;
  const states = state.states.filter((s) => s.teamId === team.id);
  const chosen = states.find((s) => (issue.state ? s.name === issue.state : s.type === 'unstarted'));
  const ofTeam = state.labels.filter((label) => label.teamId === null || label.teamId === team.id);
  const labelIds = (issue.labels ?? []).map(
    (name) =>
      must(
        ofTeam.find((label) => label.name === name),
        `label ${name}`,
      ).id,
  );
  const project = state.projects.find((p) => p.name === issue.project);
  if (issue.project && !project) throw new Error(`the workspace has no project ${issue.project}`);
  state.issues.push({
    id: uuidOf(`issue ${key}`),
    number: team.lastNumber,
    teamId: team.id,
    previousIdentifiers: [],
    title: issue.title,
    description: issue.description ?? '',
    priority: issue.priority ?? 0,
    createdAt,
    stateId: must(chosen, `state ${issue.state ?? 'of type unstarted'} in ${teamKey}`).id,
    projectId: project?.id ?? null,
    parentId: issue.parent === undefined ? null : must(issueNamed(state, issue.parent), `ticket ${issue.parent}`).id,
    labelIds,
    trashed: false,
  });
  return key;
}

function addBlockers(state: LinearState, team: LinearSeed['teams'][number]): void {
  for (const [index, issue] of team.issues.entries()) {
    for (const by of issue.blockedBy ?? []) addBlocker(state, `${team.key}-${index + 1}`, by);
  }
}

/** Says that the two issues have to do with each other. */
export function addRelated(state: LinearState, key: string, otherKey: string): void {
  const id = uuidOf(`relation ${key} related ${otherKey} ${state.relations.length}`);
  const issueId = must(issueNamed(state, key), `ticket ${key}`).id;
  const relatedIssueId = must(issueNamed(state, otherKey), `ticket ${otherKey}`).id;
  state.relations.push({ id, type: 'related', issueId, relatedIssueId });
}

/** Says that the issue `byKey` blocks the issue `key`. */
export function addBlocker(state: LinearState, key: string, byKey: string): void {
  const id = uuidOf(`relation ${byKey} blocks ${key} ${state.relations.length}`);
  const issueId = must(issueNamed(state, byKey), `ticket ${byKey}`).id;
  const relatedIssueId = must(issueNamed(state, key), `ticket ${key}`).id;
  state.relations.push({ id, type: 'blocks', issueId, relatedIssueId });
}

export function keyOf(state: LinearState, issue: { teamId: string; number: number }): string {
  return `${state.teams.find((team) => team.id === issue.teamId)?.key}-${issue.number}`;
}

/** By id, key or former key. */
export function issueNamed(state: LinearState, idOrKey: string): IssueRecord | undefined {
  return state.issues.find(
    (i) => i.id === idOrKey || keyOf(state, i) === idOrKey || i.previousIdentifiers.includes(idOrKey),
  );
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the workspace has no ${what}`);
  return value;
}
