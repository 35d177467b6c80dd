import * as z from 'zod';
import type { Ticket } from '../../domain/ticket.ts';
import { CLOSED_STATE_TYPES, ISSUE_FIELDS, type Issue, IssuePage, Issue as IssueSchema, ticketOf } from './issue.ts';
import { MARKER_LABELS } from './marker-labels.ts';
import { completeIssues } from './more-of-issues.ts';
import { type LinearRequests, type Operation, undefinedIfGone } from './requests.ts';

const MARKED_TICKETS: Operation<{ issues: z.infer<typeof IssuePage> }> = {
  name: 'MarkedTickets',
  document: `query MarkedTickets($filter: IssueFilter!, $after: String) {
    issues(first: 50, after: $after, filter: $filter) {
      nodes {${ISSUE_FIELDS}
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  answer: z.object({ issues: IssuePage }),
};

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

const MARKED_AND_OPEN = {
  labels: { some: { name: { eqIgnoreCase: MARKER_LABELS.trigger } } },
  state: { type: { nin: CLOSED_STATE_TYPES } },
};

/** One request for each 50 tickets, and one for each 50 of them that have more labels or relations than a page holds. */
export async function markedTickets(
  linear: LinearRequests,
  onSkipped: (ticketId: string) => void = () => {},
): Promise<Ticket[]> {
  // By id: a ticket that changes while we page may be listed twice.
  const issues = new Map<string, Issue>();
  let after: string | null = null;
  do {
    const page: z.infer<typeof IssuePage> = (await linear.send(MARKED_TICKETS, { filter: MARKED_AND_OPEN, after }))
      .issues;
    for (const node of page.nodes) {
      const issue = IssueSchema.safeParse(node);
      if (issue.success) issues.set(issue.data.id, issue.data);
      else onSkipped(idOf(node));
    }
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
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
  if (!answer || answer.issue.trashed) return undefined;
  await completeIssues(linear, [answer.issue]);
  return ticketOf(answer.issue, answer.issue.description ?? '');
}
