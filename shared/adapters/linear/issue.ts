import * as z from 'zod';
import type { Ticket } from '../../domain/ticket.ts';
import { instant } from '../../domain/time.ts';
import { CLOSED_STATE_TYPES } from './closed-states.ts';
import { markersAmong } from './marker-labels.ts';

const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
export type PageInfo = z.infer<typeof PageInfo>;

function pageOf<Node extends z.ZodType>(node: Node) {
  return z.object({ nodes: z.array(node), pageInfo: PageInfo });
}

export const LabelPage = pageOf(z.object({ name: z.string() }));
export const RelationPage = pageOf(
  z.object({ type: z.string(), issue: z.object({ identifier: z.string(), state: z.object({ type: z.string() }) }) }),
);

/** The fields of `ISSUE_FIELDS`. Labels and relations are the first page of them. */
export const Issue = z.object({
  id: z.string(),
  identifier: z.string(),
  title: z.string(),
  url: z.string(),
  priority: z.number(),
  createdAt: z.iso.datetime({ offset: true }),
  team: z.object({ key: z.string() }),
  project: z.object({ id: z.string() }).nullable(),
  state: z.object({ type: z.string() }),
  labels: LabelPage,
  inverseRelations: RelationPage,
});
export type Issue = z.infer<typeof Issue>;

/** Each is parsed by itself, so that one of another shape does not hide the others. */
export const IssuePage = pageOf(z.unknown());

/**
 * The blockers' states cannot be filtered on the server, so they are fetched. With 20 labels and 10 relations, a page of
 * 50 scores about half of the 10,000 points that a query may cost.
 */
export const ISSUE_FIELDS = `
  id identifier title url priority createdAt
  team { key }
  project { id }
  state { type }
  labels(first: 20) { nodes { name } pageInfo { hasNextPage endCursor } }
  inverseRelations(first: 10) {
    nodes { type issue { identifier state { type } } }
    pageInfo { hasNextPage endCursor }
  }`;

/** A complete issue in our words. */
export function ticketOf(issue: Issue, description = ''): Ticket {
  const labels = issue.labels.nodes.map((label) => label.name);
  const blockers = issue.inverseRelations.nodes.filter(
    (relation) => relation.type === 'blocks' && !CLOSED_STATE_TYPES.includes(relation.issue.state.type),
  );
  return {
    tracker: 'linear',
    ticketId: issue.id,
    key: issue.identifier,
    title: issue.title,
    description,
    url: issue.url,
    priority: issue.priority === 0 ? null : issue.priority,
    createdAt: instant(Date.parse(issue.createdAt)),
    teamKey: issue.team.key,
    projectId: issue.project?.id ?? null,
    labels,
    markers: markersAmong(labels),
    isClosed: CLOSED_STATE_TYPES.includes(issue.state.type),
    blockedBy: [...new Set(blockers.map((relation) => relation.issue.identifier))],
  };
}
