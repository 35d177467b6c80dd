import * as z from 'zod';
import type { Marker } from '../../domain/ticket.ts';
import { MARKER_LABELS } from './marker-labels.ts';
import { LinearRefusal, type LinearRequests, type Operation } from './requests.ts';

const TeamAnswer = z.object({
  issueLabels: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string(), isGroup: z.boolean() })) }),
  workflowStates: z.object({
    nodes: z.array(z.object({ id: z.string(), name: z.string(), position: z.number() })),
  }),
});
const TEAM_MARKERS: Operation<z.infer<typeof TeamAnswer>> = {
  name: 'TeamMarkers',
  document: `query TeamMarkers($teamId: ID!, $names: [String!]!) {
    issueLabels(
      first: 20
      filter: { name: { in: $names }, or: [{ team: { id: { eq: $teamId } } }, { team: { null: true } }] }
    ) { nodes { id name isGroup } }
    workflowStates(first: 50, filter: { team: { id: { eq: $teamId } }, type: { eq: "started" } }) {
      nodes { id name position }
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
  /** The label's id; made where missing. */
  labelId(teamId: string, marker: Marker): Promise<string>;
  /** The team's state "In Progress", else its first started one; undefined when it has none. */
  inProgressStateId(teamId: string): Promise<string | undefined>;
  /** Looks again the next time. */
  forget(teamId: string): void;
}

interface Team {
  labelIds: Map<string, string>;
  inProgressStateId: string | undefined;
}

export function teamMarkers(linear: LinearRequests): TeamMarkers {
  const teams = new Map<string, Team>();
  const teamOf = async (teamId: string) => {
    const team = teams.get(teamId) ?? (await lookUp(linear, teamId));
    teams.set(teamId, team);
    return team;
  };
  const create = async (name: string, scope: { teamId?: string }) =>
    (await linear.send(CREATE_LABEL, { input: { name, ...scope } })).issueLabelCreate.issueLabel.id;
  return {
    async labelId(teamId, marker) {
      const name = MARKER_LABELS[marker];
      const known = (await teamOf(teamId)).labelIds.get(name);
      if (known) return known;
      const scope = marker === 'ready_for_review' ? {} : { teamId };
      const id = await create(name, scope).catch(async (error: unknown) => {
        if (!(error instanceof LinearRefusal)) throw error;
        // Somebody made it in between, or another team has one of that name and the workspace cannot.
        teams.delete(teamId);
        return (await teamOf(teamId)).labelIds.get(name) ?? create(name, { teamId });
      });
      (await teamOf(teamId)).labelIds.set(name, id);
      return id;
    },
    inProgressStateId: async (teamId) => (await teamOf(teamId)).inProgressStateId,
    forget: (teamId) => void teams.delete(teamId),
  };
}

async function lookUp(linear: LinearRequests, teamId: string): Promise<Team> {
  const { issueLabels, workflowStates } = await linear.send(TEAM_MARKERS, {
    teamId,
    names: Object.values(MARKER_LABELS),
  });
  const labels = issueLabels.nodes.filter((label) => !label.isGroup);
  const started = workflowStates.nodes.toSorted((a, b) => a.position - b.position);
  const inProgress = started.find((state) => state.name === 'In Progress') ?? started[0];
  return { labelIds: new Map(labels.map((label) => [label.name, label.id])), inProgressStateId: inProgress?.id };
}
