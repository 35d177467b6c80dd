import * as z from 'zod';
import type { RelatedTicket, RelatedTickets } from '../../contract/runner.ts';
import { type LinearRequests, type Operation, undefinedIfGone } from './requests.ts';

/** Most tickets of one kind, and characters of a title: enough to know what is around, and bounded. */
const MOST = 10;
const TITLE_LIMIT = 200;

const Neighbour = z.object({
  identifier: z.string(),
  title: z.string(),
  url: z.string(),
  state: z.object({ name: z.string() }),
});
const Relatives = z.object({
  identifier: z.string(),
  parent: Neighbour.extend({ children: z.object({ nodes: z.array(Neighbour) }) }).nullable(),
  relations: z.object({ nodes: z.array(z.object({ type: z.string(), relatedIssue: Neighbour })) }),
  inverseRelations: z.object({ nodes: z.array(z.object({ type: z.string(), issue: Neighbour })) }),
});
type Relatives = z.infer<typeof Relatives>;

const FIELDS = 'identifier title url state { name }';
/** The ticket itself is among its parent's children. */
const RELATED_TICKETS: Operation<{ issue: Relatives }> = {
  name: 'RelatedTickets',
  document: `query RelatedTickets($id: String!) {
    issue(id: $id) {
      identifier
      parent { ${FIELDS} children(first: ${MOST + 1}) { nodes { ${FIELDS} } } }
      relations(first: 20) { nodes { type relatedIssue { ${FIELDS} } } }
      inverseRelations(first: 20) { nodes { type issue { ${FIELDS} } } }
    }
  }`,
  answer: z.object({ issue: Relatives }),
};

/** Parent, its other children, and what the ticket blocks, is blocked by or is related to; one request. */
export async function relatedTickets(linear: LinearRequests, ticketId: string): Promise<RelatedTickets> {
  const issue = (await linear.send(RELATED_TICKETS, { id: ticketId }).catch(undefinedIfGone))?.issue;
  if (issue === undefined) return { siblings: [], dependencies: [] };
  const { parent, identifier } = issue;
  const siblings = (parent?.children.nodes ?? []).filter((child) => child.identifier !== identifier);
  return {
    ...(parent === null ? {} : { parent: relatedTicket(parent) }),
    siblings: siblings.slice(0, MOST).map(relatedTicket),
    dependencies: dependenciesOf(issue).slice(0, MOST),
  };
}

/** What blocks it comes first: that must not be among the ones left out. */
function dependenciesOf({ relations, inverseRelations }: Relatives): RelatedTickets['dependencies'] {
  const outgoing = relations.nodes.map(({ type, relatedIssue }) => ({ type, neighbour: relatedIssue }));
  const incoming = inverseRelations.nodes.map(({ type, issue }) => ({ type, neighbour: issue }));
  const found = (from: typeof outgoing, type: string, relation: RelatedTickets['dependencies'][number]['relation']) =>
    from.filter((each) => each.type === type).map(({ neighbour }) => ({ ...relatedTicket(neighbour), relation }));
  return [
    ...found(incoming, 'blocks', 'blocked_by'),
    ...found(outgoing, 'blocks', 'blocks'),
    ...found([...outgoing, ...incoming], 'related', 'related'),
  ];
}

function relatedTicket({ identifier, title, url, state }: z.infer<typeof Neighbour>): RelatedTicket {
  return { key: identifier, title: title.slice(0, TITLE_LIMIT), state: state.name, url };
}
