import * as z from 'zod';
import type { WantedComment } from '../../domain/ticket-record.ts';
import type { ShowOutcome } from '../../ports/tracker.ts';
import { LinearRefusal, type LinearRequests, type Operation } from './requests.ts';

const Created = z.object({ commentCreate: z.object({ success: z.literal(true) }) });
const POST_COMMENT: Operation<z.infer<typeof Created>> = {
  name: 'PostComment',
  document: `mutation PostComment($input: CommentCreateInput!) {
    commentCreate(input: $input) { success }
  }`,
  answer: Created,
};

const Moment = z.iso.datetime({ offset: true });
const Found = z.object({
  comments: z.object({
    nodes: z.array(z.object({ body: z.string(), archivedAt: z.string().nullable(), editedAt: Moment.nullable() })),
  }),
});
const FIND_COMMENT: Operation<z.infer<typeof Found>> = {
  name: 'FindComment',
  document: `query FindComment($id: ID!) {
    comments(first: 1, includeArchived: true, filter: { id: { eq: $id } }) { nodes { body archivedAt editedAt } }
  }`,
  answer: Found,
};

const Updated = z.object({ commentUpdate: z.object({ success: z.literal(true) }) });
const EDIT_COMMENT: Operation<z.infer<typeof Updated>> = {
  name: 'EditComment',
  document: `mutation EditComment($id: String!, $body: String!) {
    commentUpdate(id: $id, input: { body: $body }) { success }
  }`,
  answer: Updated,
};

/**
 * Posts under our id, which Linear takes once only. A refusal may mean that it stands already, for example because the
 * answer to the first try was lost; what it is called then is documented nowhere, so we look.
 */
export async function postComment(
  linear: LinearRequests,
  ticketId: string,
  comment: WantedComment,
): Promise<ShowOutcome> {
  const { commentId, body } = comment;
  try {
    await linear.send(POST_COMMENT, { input: { id: commentId, issueId: ticketId, body } });
    return 'shown';
  } catch (error) {
    if (!(error instanceof LinearRefusal)) throw error;
    if (error.missing === 'Issue') return 'gone';
    const standing = (await linear.send(FIND_COMMENT, { id: commentId })).comments.nodes[0];
    if (!standing) throw error;
    // A comment that somebody deleted stays deleted.
    if (standing.body !== body && standing.archivedAt === null && !isEditedSince(comment, standing.editedAt)) {
      await linear.send(EDIT_COMMENT, { id: commentId, body });
    }
    return 'shown';
  }
}

/** Whether somebody changed it after we first tried to bring it to this body: then that try had its effect, and was not heard of. */
function isEditedSince({ triedAt }: WantedComment, editedAt: string | null): boolean {
  return triedAt !== undefined && editedAt !== null && Date.parse(editedAt) > Date.parse(triedAt);
}
