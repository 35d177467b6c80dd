import * as z from 'zod';
import { COMMENT_KINDS } from '../domain/follow-ups/pull-request-record.ts';

export const TRIGGER_BODY_LIMIT = 2 * 1024;

/** What `comment-trigger.yml` tells: which comment, by GitHub's ids. */
export const CommentTrigger = z.object({
  kind: z.enum(COMMENT_KINDS),
  commentId: z.string().regex(/^[1-9][0-9]{0,19}$/),
  pullNumber: z.int().min(1),
  /** Whether GitHub's event calls the author an owner, member or collaborator. */
  isInsider: z.boolean(),
});
export type CommentTrigger = z.infer<typeof CommentTrigger>;

export const TriggerAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('queued') }),
  z.object({ status: z.literal('ignored'), reason: z.literal('not_our_pull_request') }),
]);
export type TriggerAnswer = z.infer<typeof TriggerAnswer>;
