import * as z from 'zod';
import type { RelatedTicket, RelatedTickets } from '../../contract/runner.ts';
import { type JiraRequests, undefinedIfGone } from './requests.ts';

/** Most tickets of one kind, and characters of a title: enough to know what is around, and bounded. */
const MOST = 10;
const TITLE_LIMIT = 200;

const Neighbour = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({ summary: z.string(), status: z.object({ name: z.string() }) }),
});
type Neighbour = z.infer<typeof Neighbour>;
const Link = z.object({
  type: z.object({ inward: z.string() }),
  inwardIssue: Neighbour.optional(),
  outwardIssue: Neighbour.optional(),
});
const Relatives = z.object({
  key: z.string(),
  fields: z.object({ parent: Neighbour.optional(), issuelinks: z.array(Link).default([]) }),
});
const Children = z.object({ issues: z.array(Neighbour) });

type Dependency = RelatedTickets['dependencies'][number];

/** Parent, its other children, and what the ticket blocks, is blocked by or relates to: a second request for children. */
export async function relatedTickets(jira: JiraRequests, ticketId: string, siteUrl: string): Promise<RelatedTickets> {
  const input = { issueIdOrKey: encodeURIComponent(ticketId), fields: ['parent', 'issuelinks'] };
  const issue = await jira.send('RelatedTickets', (calls) => calls.issue(input), Relatives).catch(undefinedIfGone);
  if (issue === undefined) return { siblings: [], dependencies: [] };
  const { parent, issuelinks } = issue.fields;
  const siblings = parent === undefined ? [] : await childrenOf(jira, parent);
  const related = (neighbour: Neighbour) => relatedTicket(neighbour, siteUrl);
  return {
    ...(parent !== undefined && { parent: related(parent) }),
    siblings: siblings
      .filter(({ key }) => key !== issue.key)
      .map(related)
      .slice(0, MOST),
    dependencies: issuelinks
      .flatMap((link) => dependencyOf(link, related))
      .sort((a, b) => RANK[a.relation] - RANK[b.relation])
      .slice(0, MOST),
  };
}

/** What blocks it comes first: that must not be among the ones left out. */
const RANK: Record<Dependency['relation'], number> = { blocked_by: 0, blocks: 1, related: 2 };

function dependencyOf(
  { type, inwardIssue, outwardIssue }: z.infer<typeof Link>,
  related: (neighbour: Neighbour) => RelatedTicket,
): Dependency[] {
  const neighbour = inwardIssue ?? outwardIssue;
  if (neighbour === undefined) return [];
  if (type.inward === 'relates to') return [{ ...related(neighbour), relation: 'related' }];
  if (type.inward !== 'is blocked by') return [];
  return [{ ...related(neighbour), relation: inwardIssue === undefined ? 'blocks' : 'blocked_by' }];
}

async function childrenOf(jira: JiraRequests, parent: Neighbour): Promise<Neighbour[]> {
  const input = { jql: `parent = ${Number(parent.id)}`, fields: ['summary', 'status'], maxResults: MOST + 1 };
  return (await jira.send('Siblings', (calls) => calls.search(input), Children)).issues;
}

function relatedTicket({ key, fields }: Neighbour, siteUrl: string): RelatedTicket {
  const title = fields.summary.slice(0, TITLE_LIMIT);
  return { key, title, state: fields.status.name, url: `${siteUrl}/browse/${key}` };
}
