import * as z from 'zod';
import type { MarkerChange } from '../../domain/marker-change.ts';
import type { LabelsExcluded, ShowOutcome } from '../../ports/tracker.ts';
import { CLOSED_STATE_TYPES } from './closed-states.ts';
import { OUR_LABELS, showsMarker } from './marker-labels.ts';
import { LinearRefusal, type LinearRequests, type Operation, undefinedIfGone } from './requests.ts';
import type { TeamLabel, TeamMarkers } from './team-markers.ts';

const ShownLabel = z.object({ id: z.string(), name: z.string(), parent: z.object({ id: z.string() }).nullable() });
const ShownIssue = z.object({
  trashed: z.boolean().nullable(),
  team: z.object({ id: z.string() }),
  state: z.object({ type: z.string() }),
  ours: z.object({ nodes: z.array(ShownLabel) }),
  all: z.object({ nodes: z.array(ShownLabel) }),
});
type ShownIssue = z.infer<typeof ShownIssue>;
const SHOWN_MARKERS: Operation<{ issue: ShownIssue }> = {
  name: 'ShownMarkers',
  document: `query ShownMarkers($id: String!, $ours: IssueLabelFilter!) {
    issue(id: $id) {
      trashed
      team { id }
      state { type }
      ours: labels(first: 20, filter: $ours) { nodes { id name parent { id } } }
      all: labels(first: 50) { nodes { id name parent { id } } }
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
 * stays (`labelIds` would overwrite it). Nothing is sent when the ticket shows it all. A label that the ticket cannot bear
 * beside another one of its group is left out and told; everything else is shown all the same.
 */
export async function showMarkers(
  linear: LinearRequests,
  markers: TeamMarkers,
  ticketId: string,
  change: MarkerChange,
): Promise<ShowOutcome> {
  if (change.add.length === 0 && change.remove.length === 0 && !change.isInProgress) return 'shown';
  const show = async () => {
    const answer = await linear.send(SHOWN_MARKERS, { id: ticketId, ours: OUR_LABELS }).catch(undefinedIfGone);
    if (!answer || answer.issue.trashed) return 'gone';
    return update(linear, markers, ticketId, answer.issue, change);
  };
  return show().catch((error: unknown) => {
    // A label was deleted or grouped, or the ticket moved to another team, since we looked: look again, once.
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
  const labels = await labelChange(markers, issue, change);
  const input = {
    ...(labels.added.length > 0 && { addedLabelIds: labels.added.map(({ id }) => id) }),
    ...(labels.removed.length > 0 && { removedLabelIds: labels.removed.map(({ id }) => id) }),
    ...(await stateChange(markers, issue, change)),
  };
  if (Object.keys(input).length > 0)
    await linear.send(SHOW_MARKERS, { id: ticketId, input }).catch((error: unknown) => {
      if (error instanceof LinearRefusal) markers.forget(issue.team.id);
      throw error;
    });
  if (labels.excluded.length === 0) return 'shown';
  // Whoever mends the group cannot tell us, so that the next try looks for itself.
  markers.forget(issue.team.id);
  return excluded(labels.excluded);
}

async function stateChange(markers: TeamMarkers, { team, state }: ShownIssue, change: MarkerChange) {
  const stateId = await stateIdFor(markers, { team, state }, change);
  return stateId === undefined ? {} : { stateId };
}

/** Only ever moves a ticket on. */
async function stateIdFor(
  markers: TeamMarkers,
  { team, state }: Pick<ShownIssue, 'team' | 'state'>,
  { isInProgress, isDone }: MarkerChange,
): Promise<string | undefined> {
  if (isDone === true) return CLOSED_STATE_TYPES.includes(state.type) ? undefined : markers.doneStateId(team.id);
  return isInProgress && NOT_STARTED.includes(state.type) ? markers.inProgressStateId(team.id) : undefined;
}

async function labelChange(markers: TeamMarkers, issue: ShownIssue, change: MarkerChange) {
  const { nodes: ours } = issue.ours;
  const removed = ours.filter(({ name }) => change.remove.some((marker) => showsMarker(name, marker)));
  const missing = change.add.filter((marker) => !ours.some(({ name }) => showsMarker(name, marker)));
  const staying = issue.all.nodes.filter(({ id }) => !removed.some((label) => label.id === id));
  const groups = new Set(staying.flatMap(({ parent }) => parent?.id ?? []));
  const [added, excluded]: [TeamLabel[], TeamLabel[]] = [[], []];
  for (const marker of missing) {
    const label = await markers.label(issue.team.id, marker);
    const isTaken = label.isGroup || (label.parent !== null && groups.has(label.parent.id));
    (isTaken ? excluded : added).push(label);
    if (label.parent !== null) groups.add(label.parent.id);
  }
  return { added, removed, excluded };
}

function excluded(labels: readonly TeamLabel[]): LabelsExcluded {
  const groups = labels.map(({ name, parent }) => parent?.name ?? name);
  return { outcome: 'labels_excluded', labels: labels.map(({ name }) => name), groups: [...new Set(groups)] };
}
