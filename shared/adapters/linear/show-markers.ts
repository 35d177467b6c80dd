import * as z from 'zod';
import type { MarkerChange } from '../../domain/marker-change.ts';
import type { ShowOutcome } from '../../ports/tracker.ts';
import { MARKER_LABELS } from './marker-labels.ts';
import { LinearRefusal, type LinearRequests, type Operation, undefinedIfGone } from './requests.ts';
import type { TeamMarkers } from './team-markers.ts';

const ShownIssue = z.object({
  trashed: z.boolean().nullable(),
  team: z.object({ id: z.string() }),
  state: z.object({ type: z.string() }),
  labels: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }),
});
type ShownIssue = z.infer<typeof ShownIssue>;
const SHOWN_MARKERS: Operation<{ issue: ShownIssue }> = {
  name: 'ShownMarkers',
  document: `query ShownMarkers($id: String!, $names: [String!]!) {
    issue(id: $id) {
      trashed
      team { id }
      state { type }
      labels(first: 20, filter: { name: { in: $names } }) { nodes { id name } }
    }
  }`,
  answer: z.object({ issue: ShownIssue }),
};

const Done = z.object({ issueUpdate: z.object({ success: z.literal(true) }) });
const SHOW_MARKERS: Operation<z.infer<typeof Done>> = {
  name: 'ShowMarkers',
  document: `mutation ShowMarkers($id: String!, $input: IssueUpdateInput!) {
    issueUpdate(id: $id, input: $input) { success }
  }`,
  answer: Done,
};

const NOT_STARTED = ['triage', 'backlog', 'unstarted'];

/**
 * Changes labels and state in one update that adds and removes, so that a label which somebody sets at the same time
 * stays (`labelIds` would overwrite it). Nothing is sent when the ticket shows it all.
 */
export async function showMarkers(
  linear: LinearRequests,
  markers: TeamMarkers,
  ticketId: string,
  change: MarkerChange,
): Promise<ShowOutcome> {
  if (change.add.length === 0 && change.remove.length === 0 && !change.isInProgress) return 'shown';
  const show = async () => {
    const names = Object.values(MARKER_LABELS);
    const answer = await linear.send(SHOWN_MARKERS, { id: ticketId, names }).catch(undefinedIfGone);
    if (!answer || answer.issue.trashed) return 'gone';
    return update(linear, markers, ticketId, answer.issue, change);
  };
  return show().catch((error: unknown) => {
    // A label was deleted, or the ticket moved to another team, since we looked: look again, once.
    if (error instanceof LinearRefusal) return show();
    throw error;
  });
}

async function update(
  linear: LinearRequests,
  markers: TeamMarkers,
  ticketId: string,
  issue: ShownIssue,
  change: MarkerChange,
): Promise<ShowOutcome> {
  const input = await updateInput(markers, issue, change);
  if (Object.keys(input).length === 0) return 'shown';
  await linear.send(SHOW_MARKERS, { id: ticketId, input }).catch((error: unknown) => {
    if (error instanceof LinearRefusal) markers.forget(issue.team.id);
    throw error;
  });
  return 'shown';
}

async function updateInput(markers: TeamMarkers, issue: ShownIssue, change: MarkerChange) {
  const shown = issue.labels.nodes;
  const unwanted = change.remove.map((marker) => MARKER_LABELS[marker]);
  const missing = change.add.filter((marker) => !shown.some((label) => label.name === MARKER_LABELS[marker]));
  const addedLabelIds: string[] = [];
  for (const marker of missing) addedLabelIds.push(await markers.labelId(issue.team.id, marker));
  const removedLabelIds = shown.filter((label) => unwanted.includes(label.name)).map((label) => label.id);
  const mustMove = change.isInProgress && NOT_STARTED.includes(issue.state.type);
  const stateId = mustMove ? await markers.inProgressStateId(issue.team.id) : undefined;
  return {
    ...(addedLabelIds.length > 0 && { addedLabelIds }),
    ...(removedLabelIds.length > 0 && { removedLabelIds }),
    ...(stateId !== undefined && { stateId }),
  };
}
