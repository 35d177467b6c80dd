import * as z from 'zod';
import { type Issue, LabelPage, type PageInfo, RelationPage } from './issue.ts';
import type { LinearRequests, Operation } from './requests.ts';

/** What is asked for must be there: a list that an answer leaves out would count as one that is complete. */
const MORE_OF = {
  labels: z.object({ labels: LabelPage }),
  inverseRelations: z.object({ inverseRelations: RelationPage }),
};
type MoreOfIssue = Partial<z.infer<typeof MORE_OF.labels> & z.infer<typeof MORE_OF.inverseRelations>>;
type Answer = Record<string, { nodes: MoreOfIssue[] }>;

interface Continuation {
  issue: Issue;
  list: 'labels' | 'inverseRelations';
}

/** 50 lists of 40 entries score 9,200 points of the 10,000 that a query may cost. */
const LISTS_PER_REQUEST = 50;
const LISTS = {
  labels: 'labels(first: 40, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }',
  inverseRelations: `inverseRelations(first: 40, after: $after) {
    nodes { type issue { identifier state { type } } }
    pageInfo { hasNextPage endCursor }
  }`,
};

/** Fetches what is left of labels and relations, for many issues in one request, and adds it to them. */
export async function completeIssues(linear: LinearRequests, issues: readonly Issue[]): Promise<void> {
  let left = issues.flatMap(continuationsOf);
  while (left.length > 0) {
    const now = left.slice(0, LISTS_PER_REQUEST);
    const answer = await linear.send(moreOfTickets(now), variablesOf(now));
    const further = now.filter((continuation, index) => extend(continuation, answer[`t${index}`]?.nodes[0]));
    left = [...left.slice(LISTS_PER_REQUEST), ...further];
  }
}

function continuationsOf(issue: Issue): Continuation[] {
  const lists = (['labels', 'inverseRelations'] as const).filter((list) => issue[list].pageInfo.hasNextPage);
  return lists.map((list) => ({ issue, list }));
}

/** An alias for each list; a ticket that is gone meanwhile is an empty page, where `issue(id)` would be an error. */
function moreOfTickets(continuations: Continuation[]): Operation<Answer> {
  const variables = continuations.map((_, index) => `$id${index}: ID!, $after${index}: String`);
  const fields = continuations.map(
    ({ list }, index) =>
      `t${index}: issues(first: 1, includeArchived: true, filter: { id: { eq: $id${index} } }) {
        nodes { ${LISTS[list].replace('$after', `$after${index}`)} }
      }`,
  );
  const lists = continuations.map(({ list }, index): [string, z.ZodType<Answer[string]>] => [
    `t${index}`,
    z.object({ nodes: z.array(MORE_OF[list]) }),
  ]);
  return {
    name: 'MoreOfTickets',
    document: `query MoreOfTickets(${variables.join(', ')}) {\n${fields.join('\n')}\n}`,
    answer: z.object(Object.fromEntries(lists)),
  };
}

function variablesOf(continuations: Continuation[]): Record<string, unknown> {
  const entries = continuations.flatMap(({ issue, list }, index) => [
    [`id${index}`, issue.id],
    [`after${index}`, issue[list].pageInfo.endCursor],
  ]);
  return Object.fromEntries(entries);
}

/** Adds a page to its issue; true when there is still more of it. */
function extend({ issue, list }: Continuation, more: MoreOfIssue | undefined): boolean {
  if (list === 'labels') return append(issue.labels, more?.labels);
  return append(issue.inverseRelations, more?.inverseRelations);
}

interface Page<Node> {
  nodes: Node[];
  pageInfo: PageInfo;
}

function append<Node>(to: Page<Node>, page: Page<Node> | undefined): boolean {
  if (!page) return false;
  to.nodes.push(...page.nodes);
  to.pageInfo = page.pageInfo;
  return page.pageInfo.hasNextPage;
}
