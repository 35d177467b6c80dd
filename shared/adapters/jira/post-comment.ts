import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ServiceUnavailable } from '../../domain/errors.ts';
import type { WantedComment } from '../../domain/ticket-record.ts';
import type { ShowOutcome } from '../../ports/tracker.ts';
import type { AdfDocument } from './adf-document.ts';
import { adfForms } from './adf-of.ts';
import { COMMENT_PROPERTY, type CommentMarker, type MarkedComments } from './marked-comments.ts';
import { permissionsLacked } from './may-do.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';

/** What Jira answers to a comment that it took. */
const Written = z.object({ id: z.string() });

/** Looks before it posts; the comment that stands is brought to this body where we last wrote another one. */
export async function postComment(
  jira: JiraRequests,
  comments: MarkedComments,
  ticketId: string,
  { commentId, body }: WantedComment,
): Promise<ShowOutcome> {
  const ours = await comments.on(ticketId);
  if (ours === undefined) return 'gone';
  const standing = ours.find(({ marker }) => marker.commentId === commentId);
  // Of our Markdown: Jira may store the document in another form, and a person's edit stays.
  const digest = createHash('sha256').update(body).digest('hex');
  if (standing?.marker.digest === digest) return 'shown';
  try {
    await write(jira, { ticketId, id: standing?.id, body, marker: { commentId, digest } });
    return 'shown';
  } catch (error) {
    if (!(error instanceof JiraRefusal)) throw error;
    if (error.status !== 404) throw (await forbidden(jira, ticketId, standing)) ?? error;
    if (standing === undefined) return 'gone';
    // The ticket or the comment alone: the next look tells.
    throw new ServiceUnavailable('jira', 'outage', 'EditComment found no comment to edit');
  }
}

/** Undefined where our account may do it, so that something else is refused. */
async function forbidden(jira: JiraRequests, ticketId: string, standing: unknown): Promise<JiraRefusal | undefined> {
  const needed = standing === undefined ? 'ADD_COMMENTS' : 'EDIT_OWN_COMMENTS';
  const [permission] = await permissionsLacked(jira, ticketId, [needed]);
  if (permission === undefined) return undefined;
  return new JiraRefusal('Comment', `our account lacks the permission "${permission}" on this ticket`);
}

interface CommentWrite {
  ticketId: string;
  /** Undefined: a new one. */
  id: string | undefined;
  body: string;
  marker: CommentMarker;
}

/**
 * Jira bounds a comment's length, and what stands in it, in ways that it does not tell in full: where it refuses the whole, a form
 * that it takes more surely is tried.
 */
async function write(jira: JiraRequests, comment: CommentWrite): Promise<void> {
  const forms = await adfForms(comment.body);
  for (const [index, form] of forms.entries()) {
    try {
      return await writeDocument(jira, comment, form);
    } catch (error) {
      if (index === forms.length - 1 || !isOfItsDocument(error)) throw error;
    }
  }
}

function isOfItsDocument(error: unknown): boolean {
  return error instanceof JiraRefusal && (error.status === 400 || error.status === 413);
}

async function writeDocument(jira: JiraRequests, comment: CommentWrite, body: AdfDocument): Promise<void> {
  const { id, marker } = comment;
  const issueIdOrKey = encodeURIComponent(comment.ticketId);
  const input = { body, properties: [{ key: COMMENT_PROPERTY, value: marker }] };
  if (id === undefined) {
    await jira.send('PostComment', (calls) => calls.addComment({ issueIdOrKey, ...input }), Written);
  } else {
    await jira.send('EditComment', (calls) => calls.editComment({ issueIdOrKey, id, body: input }), Written);
  }
}
