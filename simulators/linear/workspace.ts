import { laggingListing } from '../faults/lagging-listing.ts';
import { issueNamed, keyOf, must, uuidOf } from './seed.ts';
import type { CommentRecord, IssueRecord, LabelAddition, LabelRecord, LinearState } from './state.ts';
import type { IssueChange } from './webhooks/payload.ts';

/** The state of the workspace with the writes that both people and the API make; every write is in the log. */
export interface Workspace {
  readonly state: LinearState;
  /** All issues as listings show them: a write appears there only after the lag. */
  listedIssues(): IssueRecord[];
  /** The issue as it is now, by id, key or former key; trashed ones too. */
  findIssue(idOrKey: string): IssueRecord | undefined;
  updateIssue(issue: IssueRecord, change: Partial<IssueRecord>, by: LabelAddition['by']): void;
  addIssue(add: (state: LinearState, createdAt: string) => string): string;
  addLabel(label: { id?: string | undefined; name: string; teamId: string | null }): LabelRecord;
  postComment(comment: { id?: string | undefined; issueId: string; body: string }): CommentRecord;
  editComment(comment: CommentRecord, body: string): void;
  note(issue: IssueRecord, event: string): void;
  /** From now on, how long listings lag behind writes, in milliseconds. */
  setListingLag(ms: number): void;
  newId(): string;
}

function rememberLabels(state: LinearState, before: IssueRecord, addition: Omit<LabelAddition, 'labelIds'>): void {
  const labelIds = issueNamed(state, before.id)?.labelIds.filter((id) => !before.labelIds.includes(id)) ?? [];
  if (labelIds.length > 0) state.labelHistory = [...(state.labelHistory ?? []), { ...addition, labelIds }];
}

interface WorkspaceSettings {
  now: () => number;
  lagMs: number;
  /** Told of every issue that was made, changed or deleted. */
  onChange(change: IssueChange): void;
}

export function openWorkspace(state: LinearState, { now, lagMs, onChange }: WorkspaceSettings): Workspace {
  const listing = laggingListing<IssueRecord>(now, lagMs);
  const timestamp = () => new Date(now()).toISOString();
  const newId = () => {
    state.sequence += 1;
    return uuidOf(`number ${state.sequence}`);
  };
  const note = (issue: IssueRecord, event: string, at = timestamp()) =>
    void state.log.push({ at, key: keyOf(state, issue), event });
  return {
    state,
    newId,
    note,
    listedIssues: () => listing.view(state.issues),
    findIssue: (idOrKey) => issueNamed(state, idOrKey),
    updateIssue(issue, change, by) {
      const before = structuredClone(issue);
      listing.supersede(issue.id, before);
      Object.assign(issue, change);
      // All that one update changes has changed at one moment.
      const at = timestamp();
      for (const event of changesBetween(state, before, issue)) note(issue, event, at);
      onChange({ action: !before.trashed && issue.trashed ? 'remove' : 'update', issue, before, by });
      rememberLabels(state, before, { id: newId(), issueId: issue.id, createdAt: at, by });
    },
    addIssue(add) {
      const key = add(state, timestamp());
      const issue = must(state.issues.at(-1), `ticket ${key}`);
      listing.supersede(issue.id, null);
      note(issue, 'created');
      onChange({ action: 'create', issue, by: 'people' });
      return key;
    },
    addLabel({ id = newId(), name, teamId }) {
      const label = { id, name, teamId };
      state.labels.push(label);
      return label;
    },
    postComment({ id = newId(), issueId, body }) {
      const comment = { id, issueId, body, createdAt: timestamp() };
      state.comments.push(comment);
      note(issueOf(state, issueId), 'comment posted');
      return comment;
    },
    editComment(comment, body) {
      Object.assign(comment, { body, editedAt: timestamp() });
      note(issueOf(state, comment.issueId), 'comment updated');
    },
    setListingLag: listing.setLag,
  };
}

function issueOf({ issues }: LinearState, issueId: string): IssueRecord {
  return must(
    issues.find(({ id }) => id === issueId),
    `issue ${issueId}`,
  );
}

function changesBetween(state: LinearState, before: IssueRecord, after: IssueRecord): string[] {
  const nameOf = (id: string) => state.labels.find((label) => label.id === id)?.name;
  const removed = before.labelIds.filter((id) => !after.labelIds.includes(id));
  const added = after.labelIds.filter((id) => !before.labelIds.includes(id));
  const events = [
    ...removed.map((id) => `label removed: ${nameOf(id)}`),
    ...added.map((id) => `label added: ${nameOf(id)}`),
  ];
  if (before.teamId !== after.teamId) events.unshift(`moved from ${keyOf(state, before)}`);
  if (before.stateId !== after.stateId) events.push(`state: ${state.states.find((s) => s.id === after.stateId)?.name}`);
  if (!before.trashed && after.trashed) events.push('deleted');
  return events;
}
