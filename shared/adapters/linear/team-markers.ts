import * as z from 'zod';
import type { Marker } from '../../domain/ticket.ts';
import { MARKER_LABELS, MARKERS, OUR_LABELS, showsMarker } from './marker-labels.ts';
import { LinearRefusal, type LinearRequests, type Operation } from './requests.ts';

/** A label as a team's tickets can bear it; of labels with one parent, the group, a ticket bears one at most. */
export const TeamLabel = z.object({
  id: z.string(),
  name: z.string(),
  isGroup: z.boolean(),
  parent: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type TeamLabel = z.infer<typeof TeamLabel>;

const TeamAnswer = z.object({
  issueLabels: z.object({ nodes: z.array(TeamLabel) }),
  workflowStates: z.object({
    nodes: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), position: z.number() })),
  }),
});
const TEAM_MARKERS: Operation<z.infer<typeof TeamAnswer>> = {
  name: 'TeamMarkers',
  document: `query TeamMarkers($teamId: ID!, $labels: IssueLabelFilter!) {
    issueLabels(first: 20, filter: $labels) { nodes { id name isGroup parent { id name } } }
    workflowStates(first: 50, filter: { team: { id: { eq: $teamId } }, type: { in: ["started", "completed"] } }) {
      nodes { id name type position }
    }
  }`,
  answer: TeamAnswer,
};

const LabelAnswer = z.object({ issueLabelCreate: z.object({ issueLabel: z.object({ id: z.string() }) }) });
const CREATE_LABEL: Operation<z.infer<typeof LabelAnswer>> = {
  name: 'CreateLabel',
  document: `mutation CreateLabel($input: IssueLabelCreateInput!) {
    issueLabelCreate(input: $input) { issueLabel { id } }
  }`,
  answer: LabelAnswer,
};

/** What a team's tickets can show. Looked up once per team and process. */
export interface TeamMarkers {
  /** The marker's label: the one that stands, whatever its capitals, else made. */
  label(teamId: string, marker: Marker): Promise<TeamLabel>;
  /** The team's state "In Progress", else its first started one; undefined when it has none. */
  inProgressStateId(teamId: string): Promise<string | undefined>;
  /** The team's first completed state; undefined when it has none. */
  doneStateId(teamId: string): Promise<string | undefined>;
  /** Looks again the next time. */
  forget(teamId: string): void;
}

interface Team {
  labels: Map<Marker, TeamLabel>;
  inProgressStateId: string | undefined;
  doneStateId: string | undefined;
}

export function teamMarkers(linear: LinearRequests): TeamMarkers {
  const teams = new Map<string, Team>();
  const teamOf = async (teamId: string) => {
    const team = teams.get(teamId) ?? (await lookUp(linear, teamId));
    teams.set(teamId, team);
    return team;
  };
  const create = async (name: string, scope: { teamId?: string }): Promise<TeamLabel> => {
    const made = await linear.send(CREATE_LABEL, { input: { name, ...scope } });
    return { id: made.issueLabelCreate.issueLabel.id, name, isGroup: false, parent: null };
  };
  return {
    async label(teamId, marker) {
      const known = (await teamOf(teamId)).labels.get(marker);
      if (known) return known;
      const name = MARKER_LABELS[marker];
      const scope = marker === 'ready_for_review' ? {} : { teamId };
      const made = await create(name, scope).catch(async (error: unknown) => {
        if (!(error instanceof LinearRefusal)) throw error;
        // Somebody made it in between, or another team has one of that name and the workspace cannot.
        teams.delete(teamId);
        return (await teamOf(teamId)).labels.get(marker) ?? create(name, { teamId });
      });
      (await teamOf(teamId)).labels.set(marker, made);
      return made;
    },
    inProgressStateId: async (teamId) => (await teamOf(teamId)).inProgressStateId,
    doneStateId: async (teamId) => (await teamOf(teamId)).doneStateId,
    forget: (teamId) => void teams.delete(teamId),
  };
}

async function lookUp(linear: LinearRequests, teamId: string): Promise<Team> {
  const ofTeam = { or: [{ team: { id: { eq: teamId } } }, { team: { null: true } }] };
  const { issueLabels, workflowStates } = await linear.send(TEAM_MARKERS, {
    teamId,
    labels: { and: [OUR_LABELS, ofTeam] },
  });
  const states = workflowStates.nodes.toSorted((a, b) => a.position - b.position);
  const started = states.filter(({ type }) => type === 'started');
  const inProgress = started.find((state) => state.name === 'In Progress') ?? started[0];
  const done = states.find(({ type }) => type === 'completed');
  return { labels: labelsByMarker(issueLabels.nodes), inProgressStateId: inProgress?.id, doneStateId: done?.id };
}

/** Where labels of a time before that rule differ in capitals only, the one that is written as we write it comes first. */
export function labelsByMarker(labels: readonly TeamLabel[]): Map<Marker, TeamLabel> {
  const found = MARKERS.flatMap((marker): [Marker, TeamLabel][] => {
    const named = labels.filter(({ name }) => showsMarker(name, marker));
    const label = named.find(({ name }) => name === MARKER_LABELS[marker]) ?? named[0];
    return label === undefined ? [] : [[marker, label]];
  });
  return new Map(found);
}
