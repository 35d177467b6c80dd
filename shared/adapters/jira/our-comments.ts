import type { WantedComment } from '../../domain/ticket-record.ts';
import { markdownOf } from './markdown-of.ts';
import type { MarkedComments } from './marked-comments.ts';

/** Those of our comments that stand on the ticket under these ids of ours, in that order, as Markdown. */
export async function ourComments(
  comments: MarkedComments,
  ticketId: string,
  commentIds: readonly string[],
): Promise<WantedComment[]> {
  if (commentIds.length === 0) return [];
  const standing = (await comments.on(ticketId)) ?? [];
  return commentIds.flatMap((commentId) => {
    const found = standing.find(({ marker }) => marker.commentId === commentId);
    return found === undefined ? [] : [{ commentId, body: markdownOf(found.document) }];
  });
}
