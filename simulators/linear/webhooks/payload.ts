import { keyOf, must } from '../seed.ts';
import type { IssueRecord, LinearState, StateRecord } from '../state.ts';

/** Whose the workspace is. */
export const ORGANIZATION_ID = '5a1e0b5e-2f6e-4a53-8d0a-6c1f3b9d7e10';
const OTHER_ORGANIZATION_ID = '0c4fd2a1-93cf-4c59-9d3e-7a0f1b2c3d4e';
const WEBHOOK_ID = '7f3c8a90-1d2e-4b5f-a6c7-8d9e0f1a2b3c';

/** Whose the API key is. */
export const OUR_USER = '9f1de0b6-9c42-4c3e-8a68-0f5b0c2f6a01';
const ACTORS = {
  people: { id: 'b2c4d6e8-0a1b-4c2d-8e3f-4a5b6c7d8e9f', name: 'Robin' },
  app: { id: OUR_USER, name: 'AI-Implement' },
};

/** What happened to an issue. */
export interface IssueChange {
  action: 'create' | 'update' | 'remove';
  issue: IssueRecord;
  /** As it was; absent with `create`. */
  before?: IssueRecord;
  by: 'people' | 'app';
}

interface Surroundings {
  state: LinearState;
  at: number;
  isForeign: boolean;
  ticketUrl(key: string): string;
}

/** The body of a delivery, as Linear's schema has it: `EntityWebhookPayload` with the data of an issue. */
export function issuePayload({ action, issue, before, by }: IssueChange, around: Surroundings) {
  const { state, at, isForeign, ticketUrl } = around;
  const key = keyOf(state, issue);
  const now = new Date(at).toISOString();
  const actor = {
    id: ACTORS[by].id,
    type: 'user',
    name: ACTORS[by].name,
    email: `${by}@acme.test`,
    url: ticketUrl(key),
  };
  return {
    action,
    actor: { ...actor, avatarUrl: null },
    createdAt: now,
    data: issueData(state, issue, { key, now, url: ticketUrl(key) }),
    organizationId: isForeign ? OTHER_ORGANIZATION_ID : ORGANIZATION_ID,
    type: 'Issue',
    ...(action === 'update' && before !== undefined && { updatedFrom: changedFrom(before, issue) }),
    url: ticketUrl(key),
    webhookId: WEBHOOK_ID,
    webhookTimestamp: at,
  };
}

const PRIORITIES = ['No priority', 'Urgent', 'High', 'Medium', 'Low'];

function issueData(
  state: LinearState,
  issue: IssueRecord,
  { key, now, url }: { key: string; now: string; url: string },
) {
  const { id, number, title, description, priority, createdAt, stateId, teamId, projectId, labelIds } = issue;
  const team = must(
    state.teams.find((one) => one.id === teamId),
    `team of ${key}`,
  );
  return {
    ...{ id, identifier: key, number, title, description, priority, createdAt, updatedAt: now, url },
    ...{ priorityLabel: PRIORITIES[priority] ?? '', prioritySortOrder: 0, sortOrder: 0 },
    ...{
      labelIds,
      labels: labelIds.map((labelId) => labelOf(state, labelId)),
      stateId,
      state: stateOf(state, stateId),
    },
    ...{ teamId, team: { id: teamId, key: team.key, name: team.name } },
    ...(projectId !== null && { projectId }),
    ...{ previousIdentifiers: issue.previousIdentifiers, subscriberIds: [], reactionData: {}, releases: [] },
    ...(issue.trashed && { trashed: true, archivedAt: now }),
  };
}

function labelOf(state: LinearState, labelId: string) {
  const { id, name, parentId } = must(
    state.labels.find((label) => label.id === labelId),
    `label ${labelId}`,
  );
  return { id, name, color: '#5e6ad2', ...(parentId !== undefined && { parentId }) };
}

function stateOf(
  { states }: LinearState,
  stateId: string,
): Pick<StateRecord, 'id' | 'name' | 'type'> & { color: string } {
  const { id, name, type } = must(
    states.find((one) => one.id === stateId),
    `state ${stateId}`,
  );
  return { id, name, type, color: '#f2c94c' };
}

const TOLD = ['title', 'description', 'priority', 'stateId', 'teamId', 'projectId', 'labelIds', 'number'] as const;

/** What each property that changed was before. */
function changedFrom(before: IssueRecord, after: IssueRecord): Record<string, unknown> {
  const changed = TOLD.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map((name) => [name, before[name]]));
}
