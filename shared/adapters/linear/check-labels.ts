import * as z from 'zod';
import type { LinearScope } from '../../domain/trackers/linear.ts';
import type { ScopeCheck } from '../../ports/tracker.ts';
import { MARKER_LABELS, OUR_LABELS } from './marker-labels.ts';
import type { LinearRequests, Operation } from './requests.ts';
import { labelsByMarker, TeamLabel } from './team-markers.ts';

const Answer = z.object({ issueLabels: z.object({ nodes: z.array(TeamLabel) }) });
const LABELS_OF_TEAM: Operation<z.infer<typeof Answer>> = {
  name: 'LabelsOfTeam',
  document: `query LabelsOfTeam($labels: IssueLabelFilter!) {
    issueLabels(first: 20, filter: $labels) { nodes { id name isGroup parent { id name } } }
  }`,
  answer: Answer,
};

/** What stands in the way of our labels in a team, and those that are taken as people wrote them; one request. */
export async function checkLabels(
  linear: LinearRequests,
  { teamKey }: Pick<LinearScope, 'teamKey'>,
): Promise<ScopeCheck> {
  const ofTeam = { or: [{ team: { key: { eq: teamKey } } }, { team: { null: true } }] };
  const { issueLabels } = await linear.send(LABELS_OF_TEAM, { labels: { and: [OUR_LABELS, ofTeam] } });
  const labels = [...labelsByMarker(issueLabels.nodes)];
  return {
    problems: labels.flatMap(([, label]) => problemOf(label) ?? []),
    missingValues: [],
    notes: labels
      .filter(([marker, { name }]) => name !== MARKER_LABELS[marker])
      .map(([marker, { name }]) => `The label "${name}" stands already, and is used as "${MARKER_LABELS[marker]}".`),
  };
}

function problemOf({ name, isGroup, parent }: TeamLabel): string | undefined {
  if (isGroup) return `"${name}" is a label group, and no ticket can bear one. Rename the group.`;
  if (parent === null) return undefined;
  return `The label "${name}" is in the group "${parent.name}", and a ticket bears one label of a group at most. Take it out of the group.`;
}
