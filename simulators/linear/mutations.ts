import { commentView, issueView, labelView, mustFind, type Served } from './queries.ts';
import { invalidInput, notSimulated } from './refusals.ts';
import type { IssueRecord, LabelRecord, LinearState } from './state.ts';
import type { Workspace } from './workspace.ts';

interface IssueUpdate {
  addedLabelIds?: string[] | null;
  removedLabelIds?: string[] | null;
  stateId?: string | null;
}

interface LabelCreate {
  id?: string | null;
  name: string;
  teamId?: string | null;
  color?: string | null;
}

interface CommentInput {
  id?: string | null;
  issueId?: string | null;
  body?: string | null;
}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The root fields of `Mutation` that are served. */
export function mutationRoot(served: Served): Record<string, unknown> {
  const { workspace } = served;
  return {
    ...served.webhooks.mutation,
    issueUpdate: ({ id, input }: { id: string; input: IssueUpdate }) => {
      onlyServed('IssueUpdateInput', input, ['addedLabelIds', 'removedLabelIds', 'stateId']);
      const issue = livingIssue(workspace, id);
      workspace.updateIssue(issue, issueChange(workspace.state, issue, input), 'app');
      return payload(workspace, { issue: issueView(served, issue) });
    },
    issueLabelCreate: (args: { input: LabelCreate }) => {
      onlyServed('arguments of issueLabelCreate', args, ['input']);
      onlyServed('IssueLabelCreateInput', args.input, ['id', 'name', 'teamId', 'color']);
      const label = createLabel(workspace, args.input);
      return payload(workspace, { issueLabel: labelView(workspace.state, label) });
    },
    commentCreate: ({ input }: { input: CommentInput }) => {
      onlyServed('CommentCreateInput', input, ['id', 'issueId', 'body']);
      return payload(workspace, { comment: commentView(served, createComment(workspace, input)) });
    },
    commentUpdate: (args: { id: string; input: CommentInput }) => {
      onlyServed('arguments of commentUpdate', args, ['id', 'input']);
      onlyServed('CommentUpdateInput', args.input, ['body']);
      const comment = mustFind(
        workspace.state.comments.find((c) => c.id === args.id),
        'Comment',
      );
      if (args.input.body) workspace.editComment(comment, args.input.body);
      return payload(workspace, { comment: commentView(served, comment) });
    },
  };
}

function payload(workspace: Workspace, rest: Record<string, unknown>) {
  return { success: true, lastSyncId: workspace.state.log.length, ...rest };
}

function onlyServed(what: string, input: object, served: string[]): void {
  const other = Object.keys(input).find((name) => !served.includes(name));
  if (other) throw notSimulated(`${other} of ${what}`);
}

function livingIssue(workspace: Workspace, id: string): IssueRecord {
  const issue = mustFind(workspace.findIssue(id), 'Issue');
  return mustFind(issue.trashed ? undefined : issue, 'Issue');
}

function labelOf(state: LinearState, id: string): LabelRecord {
  return mustFind(
    state.labels.find((label) => label.id === id),
    'IssueLabel',
  );
}

function requireBearable(issue: IssueRecord, { teamId, isGroup }: LabelRecord): void {
  if (teamId !== null && teamId !== issue.teamId)
    throw invalidInput('The label is not associated with the team of the issue');
  if (isGroup === true) throw invalidInput('The label is a group, which no issue can bear');
}

function issueChange(state: LinearState, issue: IssueRecord, input: IssueUpdate): Partial<IssueRecord> {
  const added = input.addedLabelIds ?? [];
  const removed = input.removedLabelIds ?? [];
  for (const id of added) requireBearable(issue, labelOf(state, id));
  for (const id of removed) labelOf(state, id);
  const kept = issue.labelIds.filter((id) => !removed.includes(id));
  const labelIds = [...new Set([...kept, ...added])];
  const groups = labelIds.flatMap((id) => state.labels.find((label) => label.id === id)?.parentId ?? []);
  if (new Set(groups).size < groups.length) throw invalidInput('labelIds not exclusive child labels');
  const change: Partial<IssueRecord> = { labelIds };
  if (input.stateId) {
    const target = mustFind(
      state.states.find((s) => s.id === input.stateId),
      'WorkflowState',
    );
    if (target.teamId !== issue.teamId) throw invalidInput('The state is not one of the team of the issue');
    change.stateId = target.id;
  }
  return change;
}

/** A name is unique within the workspace's labels and each team's; a team's may not repeat the workspace's, nor the reverse. */
function createLabel(workspace: Workspace, { id, name, teamId }: LabelCreate) {
  const { labels, teams } = workspace.state;
  if (teamId) {
    mustFind(
      teams.find((team) => team.id === teamId),
      'Team',
    );
  }
  const named = labels.filter((label) => label.name.toLowerCase() === name.toLowerCase());
  const isTaken = named.some((label) => !teamId || label.teamId === null || label.teamId === teamId);
  if (isTaken) throw invalidInput('Duplicate label name');
  return workspace.addLabel({ id: id ?? undefined, name, teamId: teamId ?? null });
}

function createComment(workspace: Workspace, { id, issueId, body }: CommentInput) {
  if (!issueId) throw invalidInput('A comment needs something to be on');
  if (!body) throw invalidInput('A comment needs a body');
  if (id && !UUID_V4.test(id)) throw invalidInput('id must be a UUID v4');
  const issue = livingIssue(workspace, issueId);
  if (id && workspace.state.comments.some((c) => c.id === id)) throw invalidInput('Entity with this id already exists');
  return workspace.postComment({ id: id ?? undefined, issueId: issue.id, body });
}
