import * as z from 'zod';
import type { WantedComment } from '../../domain/ticket-record.ts';
import type { LinearRequests, Operation } from './requests.ts';

const Found = z.object({
  comments: z.object({
    nodes: z.array(z.object({ id: z.string(), body: z.string(), issue: z.object({ id: z.string() }).nullable() })),
  }),
});
const OUR_COMMENTS: Operation<z.infer<typeof Found>> = {
  name: 'OurComments',
  document: `query OurComments($ids: [ID!]!) {
    comments(first: 20, filter: { id: { in: $ids } }) { nodes { id body issue { id } } }
  }`,
  answer: Found,
};

/** By the ids under which we posted them, which nobody else can take any more; one request for up to 20. */
export async function ourComments(
  linear: LinearRequests,
  ticketId: string,
  commentIds: readonly string[],
): Promise<WantedComment[]> {
  if (commentIds.length === 0) return [];
  const { nodes } = (await linear.send(OUR_COMMENTS, { ids: commentIds })).comments;
  return commentIds.flatMap((commentId) => {
    const found = nodes.find(({ id, issue }) => id === commentId && issue?.id === ticketId);
    return found === undefined ? [] : [{ commentId, body: found.body }];
  });
}
