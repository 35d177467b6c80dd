import { connection, type PageArguments } from './connection.ts';
import { matchesFilter } from './filters.ts';
import { entityNotFound } from './refusals.ts';
import { keyOf } from './seed.ts';
import type {
  CommentRecord,
  IssueRecord,
  LabelAddition,
  LabelRecord,
  LinearState,
  RelationRecord,
  StateRecord,
} from './state.ts';
import { ORGANIZATION_ID, OUR_USER } from './webhooks/payload.ts';
import type { WebhookDesk } from './webhooks/webhook-desk.ts';
import type { Workspace } from './workspace.ts';

/** Who all people of the workspace are. */
export const PEOPLES_NAME = 'robin';

/** Fields as values, or as functions of their arguments; a field that is not here is not simulated. */
type View = Record<string, unknown>;

/** What the resolvers need beyond the workspace: where a ticket's page is. */
export interface Served {
  workspace: Workspace;
  ticketUrl(key: string): string;
  webhooks: WebhookDesk;
}

/** The root fields of `Query` that are served. */
export function queryRoot(served: Served): View {
  const { workspace } = served;
  const { state } = workspace;
  return {
    ...served.webhooks.query,
    viewer: () => ({ id: OUR_USER, name: 'AI-Implement', admin: false }),
    organization: () => ({ id: ORGANIZATION_ID, name: 'Acme', urlKey: 'acme' }),
    issue: ({ id }: { id: string }) => issueView(served, mustFind(workspace.findIssue(id), 'Issue')),
    issues: (args: PageArguments) => {
      const listed = workspace.listedIssues().filter((i) => args.includeArchived || !i.trashed);
      const newestFirst = listed.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
      const matching = newestFirst.filter((i) => matchesFilter(args.filter, issueFacts(state, i)));
      return viewed(matching, args, (i) => issueView(served, i));
    },
    teams: (args: PageArguments) =>
      viewed(
        state.teams.filter(({ id, key, name }) => matchesFilter(args.filter, { id, key, name })),
        args,
        ({ id }) => teamView(state, id),
      ),
    issueLabels: (args: PageArguments) =>
      viewed(
        state.labels.filter((l) => matchesFilter(args.filter, labelFacts(state, l))),
        args,
        (l) => labelView(state, l),
      ),
    workflowStates: (args: PageArguments) =>
      viewed(
        state.states.filter((s) => matchesFilter(args.filter, stateFacts(state, s))),
        args,
        (s) => stateView(state, s),
      ),
    comments: (args: PageArguments) =>
      viewed(
        state.comments.filter((c) => matchesFilter(args.filter, { id: c.id, body: c.body })),
        args,
        (c) => commentView(served, c),
      ),
  };
}

function viewed<T extends { id: string }>(records: T[], args: PageArguments, view: (record: T) => View) {
  const page = connection(records, args);
  return { ...page, nodes: page.nodes.map(view) };
}

export function issueView(served: Served, issue: IssueRecord): View {
  const { state } = served.workspace;
  const key = keyOf(state, issue);
  const relationsTo = (side: 'issueId' | 'relatedIssueId') => (args: PageArguments) =>
    viewed(
      state.relations.filter((r) => r[side] === issue.id && !bothEnds(state, r).some((i) => i.trashed)),
      args,
      (r) => relationView(served, r),
    );
  return {
    id: issue.id,
    identifier: key,
    number: issue.number,
    title: issue.title,
    description: issue.description === '' ? null : issue.description,
    priority: issue.priority,
    url: served.ticketUrl(key),
    createdAt: issue.createdAt,
    trashed: issue.trashed ? true : null,
    team: () => teamView(state, issue.teamId),
    state: () => stateView(state, recordOf(state.states, issue.stateId)),
    parent: () => parentView(served, issue),
    children: (args: PageArguments) =>
      viewed(
        state.issues.filter((i) => i.parentId === issue.id && (args.includeArchived || !i.trashed)),
        args,
        (i) => issueView(served, i),
      ),
    project: () => state.projects.find((p) => p.id === issue.projectId) ?? null,
    labels: (args: PageArguments) => {
      const labels = issue.labelIds.map((id) => recordOf(state.labels, id));
      const matching = labels.filter((l) => matchesFilter(args.filter, labelFacts(state, l)));
      return viewed(matching, args, (l) => labelView(state, l));
    },
    history: (args: PageArguments) => viewed(additionsTo(state, issue), args, (change) => additionView(state, change)),
    relations: relationsTo('issueId'),
    inverseRelations: relationsTo('relatedIssueId'),
  };
}

/** Newest first. Of all that Linear keeps in an issue's history, labels that were added are served. */
function additionsTo(state: LinearState, issue: IssueRecord): LabelAddition[] {
  return (state.labelHistory ?? []).filter(({ issueId }) => issueId === issue.id).reverse();
}

function additionView(state: LinearState, { id, createdAt, labelIds, by }: LabelAddition): View {
  const displayName = by === 'app' ? 'ai-implement' : PEOPLES_NAME;
  const labels = labelIds.map((labelId) => labelView(state, recordOf(state.labels, labelId)));
  return { id, createdAt, actor: { displayName }, addedLabels: labels };
}

function parentView(served: Served, { parentId }: IssueRecord): View | null {
  const parent = served.workspace.state.issues.find((issue) => issue.id === parentId);
  return parent === undefined || parent.trashed ? null : issueView(served, parent);
}

export function labelView(state: LinearState, label: LabelRecord): View {
  return {
    id: label.id,
    name: label.name,
    isGroup: label.isGroup ?? false,
    parent: () => (label.parentId === undefined ? null : labelView(state, recordOf(state.labels, label.parentId))),
    team: () => (label.teamId === null ? null : teamView(state, label.teamId)),
  };
}

export function commentView(served: Served, comment: CommentRecord): View {
  return {
    id: comment.id,
    body: comment.body,
    createdAt: comment.createdAt,
    archivedAt: null,
    editedAt: comment.editedAt ?? null,
    issue: () => issueView(served, recordOf(served.workspace.state.issues, comment.issueId)),
  };
}

function relationView(served: Served, relation: RelationRecord): View {
  const { issues } = served.workspace.state;
  return {
    id: relation.id,
    type: relation.type,
    issue: () => issueView(served, recordOf(issues, relation.issueId)),
    relatedIssue: () => issueView(served, recordOf(issues, relation.relatedIssueId)),
  };
}

function stateView(state: LinearState, record: StateRecord): View {
  const { id, name, type, position, teamId } = record;
  return { id, name, type, position, team: () => teamView(state, teamId) };
}

function teamView(state: LinearState, teamId: string): View {
  const { id, key, name } = recordOf(state.teams, teamId);
  return { id, key, name };
}

function issueFacts(state: LinearState, issue: IssueRecord) {
  return {
    id: issue.id,
    number: issue.number,
    title: issue.title,
    priority: issue.priority,
    labels: issue.labelIds.map((id) => labelFacts(state, recordOf(state.labels, id))),
    state: stateFacts(state, recordOf(state.states, issue.stateId)),
    team: teamView(state, issue.teamId),
    project: state.projects.find((p) => p.id === issue.projectId) ?? null,
  };
}

function labelFacts(state: LinearState, label: LabelRecord) {
  return { id: label.id, name: label.name, team: label.teamId === null ? null : teamView(state, label.teamId) };
}

function stateFacts(state: LinearState, record: StateRecord) {
  const { id, name, type, position, teamId } = record;
  return { id, name, type, position, team: teamView(state, teamId) };
}

function bothEnds(state: LinearState, relation: RelationRecord): IssueRecord[] {
  return [recordOf(state.issues, relation.issueId), recordOf(state.issues, relation.relatedIssueId)];
}

function recordOf<T extends { id: string }>(records: T[], id: string): T {
  return mustFind(
    records.find((record) => record.id === id),
    'record',
  );
}

export function mustFind<T>(record: T | undefined, entity: string): T {
  if (record === undefined) throw entityNotFound(entity);
  return record;
}
