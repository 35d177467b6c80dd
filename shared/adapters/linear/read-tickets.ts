import * as z from 'zod';
import type { Ticket } from '../../domain/ticket.ts';
import type { NoticedTicket, Reach, Stretch } from '../../ports/tracker.ts';
import { CLOSED_STATE_TYPES } from './closed-states.ts';
import { ISSUE_FIELDS, type Issue, IssuePage, Issue as IssueSchema, ticketOf } from './issue.ts';
import { MARKER_LABELS } from './marker-labels.ts';
import { completeIssues } from './more-of-issues.ts';
import { type LinearRequests, type Operation, undefinedIfGone } from './requests.ts';

/** The same request under a name of its own for each use. */
const listing = (name: string): Operation<{ issues: z.infer<typeof IssuePage> }> => ({
  name,
  document: `query ${name}($filter: IssueFilter!, $after: String) {
    issues(first: 50, after: $after, filter: $filter) {
      nodes {${ISSUE_FIELDS}
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  answer: z.object({ issues: IssuePage }),
});
const MARKED_TICKETS = listing('MarkedTickets');
const READ_TICKETS = listing('ReadTickets');

const ReadIssue = IssueSchema.extend({ description: z.string().nullable(), trashed: z.boolean().nullable() });
const READ_TICKET: Operation<{ issue: z.infer<typeof ReadIssue> }> = {
  name: 'ReadTicket',
  document: `query ReadTicket($id: String!) {
    issue(id: $id) {${ISSUE_FIELDS}
      description
      trashed
    }
  }`,
  answer: z.object({ issue: ReadIssue }),
};

const NOTICED_TICKET: Operation<{ organization: { id: string }; issue: z.infer<typeof ReadIssue> }> = {
  name: 'NoticedTicket',
  document: `query NoticedTicket($id: String!) {
    organization { id }
    issue(id: $id) {${ISSUE_FIELDS}
      description
      trashed
    }
  }`,
  answer: z.object({ organization: z.object({ id: z.string() }), issue: ReadIssue }),
};

const MARKED = { some: { name: { eqIgnoreCase: MARKER_LABELS.trigger } } };
const BUSY_LABELS = [MARKER_LABELS.working, MARKER_LABELS.planning, MARKER_LABELS.ready_for_review];

/** Thousands may run or wait for review, and a listing each minute of all of them would use up Linear's points. */
const LABELS: Record<Reach, object> = { all: MARKED, startable: { ...MARKED, every: { name: { nin: BUSY_LABELS } } } };

/** One request for each 50 tickets, within the stretch, and one for each 50 of them that have more labels or relations than a page holds. */
export async function markedTickets(
  linear: LinearRequests,
  onSkipped: (ticketId: string) => void = () => {},
  reach: Reach = 'startable',
  stretch?: Stretch,
): Promise<Ticket[]> {
  const filter = { labels: LABELS[reach], state: { type: { nin: CLOSED_STATE_TYPES } } };
  return listTickets(linear, { operation: MARKED_TICKETS, filter, onSkipped, stretch });
}

const IDS_PER_REQUEST = 50;

/** One request for each 50 of them, and what a listing takes besides. */
export async function readTickets(linear: LinearRequests, ticketIds: readonly string[]): Promise<Ticket[]> {
  const found: Ticket[] = [];
  for (let from = 0; from < ticketIds.length; from += IDS_PER_REQUEST) {
    const filter = { id: { in: ticketIds.slice(from, from + IDS_PER_REQUEST) } };
    found.push(...(await listTickets(linear, { operation: READ_TICKETS, filter, onSkipped: () => {} })));
  }
  return found;
}

interface Listing {
  operation: typeof MARKED_TICKETS;
  filter: object;
  onSkipped: (ticketId: string) => void;
  stretch?: Stretch | undefined;
}

async function listTickets(linear: LinearRequests, listing: Listing): Promise<Ticket[]> {
  const { operation, filter, onSkipped, stretch } = listing;
  // By id: a ticket that changes while we page may be listed twice.
  const issues = new Map<string, Issue>();
  let after: string | null = stretch?.after ?? null;
  let pages = 0;
  do {
    const page: z.infer<typeof IssuePage> = (await linear.send(operation, { filter, after })).issues;
    for (const node of page.nodes) {
      const issue = IssueSchema.safeParse(node);
      if (issue.success) issues.set(issue.data.id, issue.data);
      else onSkipped(idOf(node));
    }
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    pages += 1;
  } while (after !== null && pages < (stretch?.pages ?? Number.POSITIVE_INFINITY));
  stretch?.onRead({ pages, next: after ?? undefined });
  await completeIssues(linear, [...issues.values()]);
  return [...issues.values()].map((issue) => ticketOf(issue));
}

/** A ticket of another shape is told by what stands where its id should. */
function idOf(node: unknown): string {
  return z.object({ id: z.string() }).safeParse(node).data?.id ?? 'an issue without an id';
}

/** One request, unless the ticket has more labels or relations than a page holds. */
export async function readTicket(linear: LinearRequests, ticketId: string): Promise<Ticket | undefined> {
  const answer = await linear.send(READ_TICKET, { id: ticketId }).catch(undefinedIfGone);
  return answer && completeTicket(linear, answer.issue);
}

/** As many requests as for one that is read. A ticket that our key cannot see is gone, whosever it is. */
export async function noticedTicket(
  linear: LinearRequests,
  { ticketId, organizationId }: NoticedTicket,
): Promise<Ticket | undefined | 'foreign'> {
  const answer = await linear.send(NOTICED_TICKET, { id: ticketId }).catch(undefinedIfGone);
  if (answer === undefined) return undefined;
  const isForeign = organizationId !== undefined && organizationId !== answer.organization.id;
  return isForeign ? 'foreign' : completeTicket(linear, answer.issue);
}

async function completeTicket(linear: LinearRequests, issue: z.infer<typeof ReadIssue>): Promise<Ticket | undefined> {
  if (issue.trashed) return undefined;
  await completeIssues(linear, [issue]);
  return ticketOf(issue, issue.description ?? '');
}
