import { laggingListing } from '../faults/lagging-listing.ts';
import { choose, must, nextId, STATUSES } from './seed.ts';
import type { AdfNode, CommentRecord, FieldRecord, IssueRecord, JiraState } from './state.ts';
import { PEOPLES_ACCOUNT } from './views.ts';
import type { ChangedItem, IssueChange } from './webhooks/jira-hook.ts';

/** The state of the site with the writes that both people and the API make; every write is in the log. */
export interface Site {
  readonly state: JiraState;
  /** All issues as a search shows them: a write appears there only after the lag, except for `reconciled` ids. */
  searchable(reconciled: readonly string[]): IssueRecord[];
  chooseOption(issue: IssueRecord, field: FieldRecord, value: string | null, accountId: string): void;
  moveTo(issue: IssueRecord, status: string): void;
  addIssue(add: (state: JiraState, created: string) => string): string;
  removeIssue(issue: IssueRecord): void;
  postComment(comment: Pick<CommentRecord, 'issueId' | 'accountId' | 'body' | 'properties'>): CommentRecord;
  editComment(comment: CommentRecord, body: AdfNode, properties: CommentRecord['properties']): void;
  note(key: string, event: string): void;
  /** From now on, how long a search lags behind writes, in milliseconds. */
  setListingLag(ms: number): void;
}

interface SiteSettings {
  now: () => number;
  lagMs: number;
  /** Told of every issue that was made, changed or deleted. */
  onChange(change: IssueChange): void;
}

export function openSite(state: JiraState, { now, lagMs, onChange }: SiteSettings): Site {
  const index = laggingListing<IssueRecord>(now, lagMs);
  const timestamp = () => new Date(now()).toISOString();
  const note = (key: string, event: string) => void state.log.push({ at: timestamp(), key, event });
  return {
    state,
    note,
    setListingLag: index.setLag,
    searchable: (reconciled) => index.view(state.issues, reconciled),
    chooseOption(issue, field, value, accountId) {
      const before = issue.values[field.id];
      if ((before ?? null) === value) return;
      state.choices ??= [];
      state.choices.push({
        ...{ id: nextId(state), issueId: issue.id, accountId, created: timestamp() },
        field: { id: field.id, name: field.name },
        ...(before !== undefined && { from: before }),
        ...(value !== null && { to: value }),
      });
      index.supersede(issue.id, structuredClone(issue));
      choose(issue, field, value);
      note(issue.key, `${field.name}: ${value ?? 'none'}`);
      onChange(updated(issue, accountId, chosenItem(field, before ?? null, value)));
    },
    moveTo(issue, status) {
      if (STATUSES[status] === undefined) throw new Error(`the site has no status ${status}`);
      index.supersede(issue.id, structuredClone(issue));
      const moved = changeOf(STATUS_IDS, issue.status, status);
      issue.status = status;
      note(issue.key, `status: ${status}`);
      onChange(updated(issue, PEOPLES_ACCOUNT, { field: 'status', fieldtype: 'jira', ...moved }));
    },
    addIssue(add) {
      const key = add(state, timestamp());
      const issue = must(state.issues.at(-1), `ticket ${key}`);
      index.supersede(issue.id, null);
      note(key, 'created');
      onChange({ kind: 'created', issue, accountId: PEOPLES_ACCOUNT });
      return key;
    },
    removeIssue(issue) {
      state.issues = state.issues.filter((other) => other !== issue);
      state.links = state.links.filter((link) => link.fromId !== issue.id && link.toId !== issue.id);
      state.comments = state.comments.filter((comment) => comment.issueId !== issue.id);
      note(issue.key, 'deleted');
      onChange({ kind: 'deleted', issue, accountId: PEOPLES_ACCOUNT });
    },
    postComment(given) {
      const comment = { id: nextId(state), ...given, created: timestamp(), updated: timestamp() };
      state.comments.push(comment);
      note(keyOf(state, comment), 'comment posted');
      return comment;
    },
    editComment(comment, body, properties) {
      const others = comment.properties.filter(({ key }) => !properties.some((property) => property.key === key));
      Object.assign(comment, { body, properties: [...others, ...properties], updated: timestamp() });
      note(keyOf(state, comment), 'comment updated');
    },
  };
}

const STATUS_IDS = Object.fromEntries(Object.keys(STATUSES).map((name, index) => [name, String(10_000 + index)]));

const idsOf = ({ options }: FieldRecord) => Object.fromEntries(options.map(({ id, value }) => [value, id]));

function chosenItem(field: FieldRecord, before: string | null, after: string | null): ChangedItem {
  return { field: field.name, fieldtype: 'custom', ...changeOf(idsOf(field), before, after) };
}

function updated(issue: IssueRecord, accountId: string, item: ChangedItem): IssueChange {
  return { kind: 'updated', issue, accountId, items: [item] };
}

function changeOf(ids: Readonly<Record<string, string>>, before: string | null, after: string | null) {
  const idOf = (name: string | null) => (name === null ? null : (ids[name] ?? null));
  return { from: idOf(before), fromString: before, to: idOf(after), toString: after };
}

function keyOf(state: JiraState, comment: CommentRecord): string {
  return state.issues.find((issue) => issue.id === comment.issueId)?.key ?? '';
}
