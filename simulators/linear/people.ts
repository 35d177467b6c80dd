import { addBlocker, addIssue, addRelated, type IssueSeed, keyOf, must, TRIGGER_LABEL } from './seed.ts';
import type { IssueRecord, LabelRecord, LinearState } from './state.ts';
import type { Workspace } from './workspace.ts';

/** What people do in the simulated workspace, and what they see there. Tickets go by their key; a wrong one is an error. */
export interface LinearPeople {
  /** Adds the label `AI-Implement`. */
  mark(key: string): void;
  unmark(key: string): void;
  /** Names are met whatever their capitals. In Linear's pages a label takes the place of another one of its group. */
  addLabel(key: string, name: string): void;
  /** Makes a label of a team, or puts the one of that name into the group, which is made where missing. */
  groupLabel(teamKey: string, name: string, group: string): void;
  removeLabel(key: string, name: string): void;
  /** Says that `byKey` must be resolved before `key`. */
  block(key: string, byKey: string): void;
  /** Says that the two tickets have to do with each other. */
  relate(key: string, otherKey: string): void;
  /** Changes title or description. */
  edit(key: string, change: { title?: string; description?: string }): void;
  /** Changes a comment, as people who may write do. */
  editComment(commentId: string, text: string): void;
  /** Moves the ticket to the team's first completed state. */
  done(key: string): void;
  comment(key: string, text: string): void;
  /** Adds a ticket in a team and answers its key. */
  createIssue(teamKey: string, issue: IssueSeed): string;
  /** Moves the ticket to another team, which gives it another key; answers that. Labels of the old team go where the new one has none of that name. */
  moveToTeam(key: string, teamKey: string): string;
  /** Deletes the ticket (Linear keeps it in the trash for a while). */
  remove(key: string): void;
  keys(): string[];
  idOf(key: string): string;
  titleOf(key: string): string;
  /** Label names, sorted. */
  labelsOf(key: string): string[];
  /** Oldest first. */
  commentsOf(key: string): Array<{ id: string; body: string }>;
  /** The name of the ticket's state. */
  stateOf(key: string): string;
}

export function peopleOf(workspace: Workspace): LinearPeople {
  const { state } = workspace;
  const find = (key: string) => must(workspace.findIssue(key), `ticket ${key}`);
  const addLabel = (key: string, name: string) => {
    const issue = find(key);
    const label = labelFor(state, issue.teamId, name) ?? workspace.addLabel({ name, teamId: issue.teamId });
    if (!issue.labelIds.includes(label.id)) {
      const kept = issue.labelIds.filter((id) => !excludes(state, label, id));
      workspace.updateIssue(issue, { labelIds: [...kept, label.id] }, 'people');
    }
  };
  const removeLabel = (key: string, name: string) => {
    const issue = find(key);
    const kept = issue.labelIds.filter((id) => !isNamed(labelName(state, id), name));
    if (kept.length < issue.labelIds.length) workspace.updateIssue(issue, { labelIds: kept }, 'people');
  };
  return {
    addLabel,
    removeLabel,
    groupLabel: (teamKey, name, group) => groupLabel(workspace, teamKey, name, group),
    mark: (key) => addLabel(key, TRIGGER_LABEL),
    unmark: (key) => removeLabel(key, TRIGGER_LABEL),
    block(key, byKey) {
      addBlocker(state, key, byKey);
      workspace.note(find(key), `blocked by ${byKey}`);
    },
    relate(key, otherKey) {
      addRelated(state, key, otherKey);
      workspace.note(find(key), `related to ${otherKey}`);
    },
    edit: (key, change) => workspace.updateIssue(find(key), change, 'people'),
    editComment(commentId, text) {
      const comment = state.comments.find(({ id }) => id === commentId);
      workspace.editComment(must(comment, `comment ${commentId}`), text);
    },
    done(key) {
      const issue = find(key);
      const completed = state.states.find((s) => s.teamId === issue.teamId && s.type === 'completed');
      workspace.updateIssue(issue, { stateId: must(completed, `completed state for ${key}`).id }, 'people');
    },
    comment: (key, text) => void workspace.postComment({ issueId: find(key).id, body: text }),
    createIssue: (teamKey, issue) => workspace.addIssue((s, createdAt) => addIssue(s, teamKey, issue, createdAt)),
    moveToTeam: (key, teamKey) => moveToTeam(workspace, find(key), teamKey),
    remove: (key) => workspace.updateIssue(find(key), { trashed: true }, 'people'),
    keys: () => state.issues.filter((i) => !i.trashed).map((i) => keyOf(state, i)),
    idOf: (key) => find(key).id,
    titleOf: (key) => find(key).title,
    labelsOf: (key) =>
      find(key)
        .labelIds.map((id) => labelName(state, id))
        .sort(),
    commentsOf(key) {
      const { id } = find(key);
      return state.comments.filter((c) => c.issueId === id).map((c) => ({ id: c.id, body: c.body }));
    },
    stateOf: (key) => stateName(state, find(key)),
  };
}

function moveToTeam(workspace: Workspace, issue: IssueRecord, teamKey: string): string {
  const { state } = workspace;
  const team = must(
    state.teams.find((t) => t.key === teamKey),
    `team ${teamKey}`,
  );
  const oldState = state.states.find((s) => s.id === issue.stateId);
  const states = state.states.filter((s) => s.teamId === team.id);
  const newState = states.find((s) => s.name === oldState?.name) ?? states.find((s) => s.type === oldState?.type);
  team.lastNumber += 1;
  workspace.updateIssue(
    issue,
    {
      teamId: team.id,
      number: team.lastNumber,
      previousIdentifiers: [...issue.previousIdentifiers, keyOf(state, issue)],
      stateId: must(newState, `state like ${oldState?.name} in ${teamKey}`).id,
      labelIds: issue.labelIds.flatMap((id) => labelFor(state, team.id, labelName(state, id))?.id ?? []),
    },
    'people',
  );
  return keyOf(state, issue);
}

/** The label of that name that issues of the team can bear: the team's, else the workspace's. */
function labelFor(state: LinearState, teamId: string, name: string): LabelRecord | undefined {
  const named = state.labels.filter((label) => isNamed(label.name, name));
  return named.find((label) => label.teamId === teamId) ?? named.find((label) => label.teamId === null);
}

function isNamed(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function excludes(state: LinearState, { parentId }: LabelRecord, otherId: string): boolean {
  return parentId !== undefined && state.labels.find(({ id }) => id === otherId)?.parentId === parentId;
}

function groupLabel(workspace: Workspace, teamKey: string, name: string, group: string): void {
  const { state } = workspace;
  const team = must(
    state.teams.find(({ key }) => key === teamKey),
    `team ${teamKey}`,
  );
  const parent = labelFor(state, team.id, group) ?? workspace.addLabel({ name: group, teamId: team.id });
  parent.isGroup = true;
  const label = labelFor(state, team.id, name) ?? workspace.addLabel({ name, teamId: team.id });
  label.parentId = parent.id;
}

function stateName(state: LinearState, { stateId }: IssueRecord): string {
  return must(
    state.states.find(({ id }) => id === stateId),
    `state ${stateId}`,
  ).name;
}

function labelName(state: LinearState, id: string): string {
  return must(
    state.labels.find((label) => label.id === id),
    `label ${id}`,
  ).name;
}
