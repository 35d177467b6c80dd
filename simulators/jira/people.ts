import { adfParagraphs, adfText } from './adf.ts';
import {
  addIssue,
  addLink,
  fieldOf,
  issueNamed,
  type JiraIssueSeed,
  REPO_FIELD,
  STATUS_FIELD,
  TRIGGER_VALUE,
} from './seed.ts';
import type { Site } from './site.ts';
import type { AdfNode, JiraPermission } from './state.ts';
import { PEOPLES_ACCOUNT } from './views.ts';

/** What people do on the simulated site, and what they see there. Tickets go by their key; a wrong one is an error. */
export interface JiraPeople {
  /** Sets `AI-Implement Status` to `Ready`. */
  mark(key: string): void;
  /** Empties `AI-Implement Status`. */
  unmark(key: string): void;
  /** Chooses a value of `AI-Implement Status`; null: none. */
  setMarker(key: string, value: string | null): void;
  /** Chooses a value of any select field, by its id. */
  setField(key: string, fieldId: string, value: string | null): void;
  /** Says that `byKey` must be done before `key`. */
  block(key: string, byKey: string): void;
  relate(key: string, otherKey: string): void;
  /** Moves the ticket to `Done`. */
  done(key: string): void;
  comment(key: string, text: string): void;
  /** Changes the document of a comment, whoever wrote it; its properties stay. */
  editComment(id: string, body: AdfNode): void;
  /** Adds a ticket in a project and answers its key. */
  createIssue(projectKey: string, issue: JiraIssueSeed): string;
  /** Deletes the ticket, for good. */
  remove(key: string): void;
  /** Takes permissions from our account, in every project, or gives all others back: an administrator's move. */
  withhold(...permissions: JiraPermission[]): void;
  /** Makes our account an administrator of the site, or takes that back. */
  letAdminister(isAdministrator?: boolean): void;
  keys(): string[];
  idOf(key: string): string;
  titleOf(key: string): string;
  /** The values of our two fields. */
  markerOf(key: string): string | undefined;
  repoOf(key: string): string | undefined;
  /** The name of the ticket's workflow status. */
  stateOf(key: string): string;
  /** Oldest first, as text, with the properties that only programs see. */
  commentsOf(key: string): Array<{ id: string; text: string; properties: Record<string, unknown> }>;
}

export function peopleOf(site: Site): JiraPeople {
  const { state } = site;
  const find = (key: string) => issueNamed(state, key);
  const setMarker = (key: string, value: string | null) =>
    site.chooseOption(find(key), fieldOf(state, find(key), STATUS_FIELD), value, PEOPLES_ACCOUNT);
  return {
    setMarker,
    mark: (key) => setMarker(key, TRIGGER_VALUE),
    unmark: (key) => setMarker(key, null),
    setField(key, fieldId, value) {
      const field = state.fields.find(({ id }) => id === fieldId);
      if (field === undefined) throw new Error(`the site has no field ${fieldId}`);
      site.chooseOption(find(key), field, value, PEOPLES_ACCOUNT);
    },
    block(key, byKey) {
      addLink(state, 'Blocks', byKey, key);
      site.note(key, `blocked by ${byKey}`);
    },
    relate(key, otherKey) {
      addLink(state, 'Relates', key, otherKey);
      site.note(key, `relates to ${otherKey}`);
    },
    done: (key) => site.moveTo(find(key), 'Done'),
    comment: (key, text) =>
      void site.postComment({
        issueId: find(key).id,
        accountId: PEOPLES_ACCOUNT,
        body: adfParagraphs(text),
        properties: [],
      }),
    editComment(id, body) {
      const comment = state.comments.find((one) => one.id === id);
      if (comment === undefined) throw new Error(`the site has no comment ${id}`);
      site.editComment(comment, body, []);
    },
    createIssue: (projectKey, issue) => site.addIssue((s, created) => addIssue(s, projectKey, issue, created)),
    remove: (key) => site.removeIssue(find(key)),
    withhold(...permissions) {
      state.withheld = permissions;
    },
    letAdminister(isAdministrator = true) {
      state.isAdministrator = isAdministrator;
    },
    keys: () => state.issues.map(({ key }) => key),
    idOf: (key) => find(key).id,
    titleOf: (key) => find(key).summary,
    markerOf: (key) => find(key).values[fieldOf(state, find(key), STATUS_FIELD).id],
    repoOf: (key) => find(key).values[fieldOf(state, find(key), REPO_FIELD).id],
    stateOf: (key) => find(key).status,
    commentsOf(key) {
      const issueId = find(key).id;
      return state.comments
        .filter((comment) => comment.issueId === issueId)
        .map(({ id, body, properties }) => ({
          ...{ id, text: adfText(body).trim() },
          properties: Object.fromEntries(properties.map((property) => [property.key, property.value])),
        }));
    },
  };
}
