import * as z from 'zod';
import type { LinearScope } from '../../domain/trackers/linear.ts';
import type { ScopeCheck } from '../../ports/tracker.ts';
import { MARKER_LABELS, OUR_LABELS } from './marker-labels.ts';
import type { LinearRequests, Operation } from './requests.ts';
import { labelsByMarker, TeamLabel } from './team-markers.ts';

const Answer = z.object({
  teams: z.object({ nodes: z.array(z.object({ key: z.string() })) }),
  issueLabels: z.object({ nodes: z.array(TeamLabel) }),
});
const LABELS_OF_TEAM: Operation<z.infer<typeof Answer>> = {
  name: 'LabelsOfTeam',
  document: `query LabelsOfTeam($teamKey: String!, $labels: IssueLabelFilter!) {
    teams(first: 1, filter: { key: { eq: $teamKey } }) { nodes { key } }
    issueLabels(first: 20, filter: $labels) { nodes { id name isGroup parent { id name } } }
  }`,
  answer: Answer,
};

/** Whether there is such a team, what stands in the way of our labels in it, and those that are taken as people wrote them; one request. */
export async function checkTeam(
  linear: LinearRequests,
  { teamKey }: Pick<LinearScope, 'teamKey'>,
): Promise<ScopeCheck> {
  const ofTeam = { or: [{ team: { key: { eq: teamKey } } }, { team: { null: true } }] };
  const asked = { teamKey, labels: { and: [OUR_LABELS, ofTeam] } };
  const { teams, issueLabels } = await linear.send(LABELS_OF_TEAM, asked);
  const labels = [...labelsByMarker(issueLabels.nodes)];
  return {
    refused: teams.nodes.length > 0 ? [] : [noTeam(teamKey)],
    problems: labels.flatMap(([, label]) => problemOf(label) ?? []),
    missingValues: [],
    notes: labels
      .filter(([marker, { name }]) => name !== MARKER_LABELS[marker])
      .map(([marker, { name }]) => `The label "${name}" stands already, and is used as "${MARKER_LABELS[marker]}".`),
  };
}

function noTeam(teamKey: string): string {
  return `Linear has no team with the key "${teamKey}", or the owner of our API key may not see it.`;
}

function problemOf({ name, isGroup, parent }: TeamLabel): string | undefined {
  if (isGroup) return `"${name}" is a label group, and no ticket can bear one. Rename the group.`;
  if (parent === null) return undefined;
  return `The label "${name}" is in the group "${parent.name}", and a ticket bears one label of a group at most. Take it out of the group.`;
}
