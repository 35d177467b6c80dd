import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { WantedComment } from '../../domain/ticket-record.ts';
import type { ShowOutcome } from '../../ports/tracker.ts';
import { type AdfDocument, adfOf, shortened } from './adf-of.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';

/** The hidden marker of our comments: a property, which nobody sees or edits in Jira's pages. */
export const COMMENT_PROPERTY = 'ai-implement';
const Marker = z.object({ commentId: z.string(), digest: z.string() });
type Marker = z.infer<typeof Marker>;

const Me = z.object({ accountId: z.string() });
const CommentPage = z.object({
  comments: z.array(z.object({ id: z.string(), author: z.object({ accountId: z.string().optional() }).optional() })),
  total: z.number(),
});
const Marked = z.object({
  values: z.array(
    z.object({
      id: z.string(),
      properties: z.array(z.object({ key: z.string(), value: z.unknown() })).default([]),
    }),
  ),
});

const PAGE = 100;
/** `comment/list` takes as many. */
const MAX_IDS = 1000;

/** Posts comments; who we are is asked once per process. */
export function jiraComments(jira: JiraRequests) {
  let me: string | undefined;
  return {
    async post(ticketId: string, { commentId, body }: WantedComment): Promise<ShowOutcome> {
      me ??= (await jira.send('Myself', (calls) => calls.myself(), Me)).accountId;
      try {
        const marker = { commentId, digest: createHash('sha256').update(body).digest('hex') };
        const standing = await find(jira, ticketId, { commentId, me });
        // The digest of our Markdown: Jira may store the document in another form, and a person's edit stays.
        if (standing?.marker.digest !== marker.digest) await write(jira, { ticketId, id: standing?.id, body, marker });
        return 'shown';
      } catch (error) {
        if (error instanceof JiraRefusal && error.status === 404) return 'gone';
        throw error;
      }
    },
  };
}

/** Jira lets no caller choose an id, so the comment is looked for by its marker; what others wrote never counts. */
async function find(jira: JiraRequests, ticketId: string, { commentId, me }: { commentId: string; me: string }) {
  const ids = await ownComments(jira, ticketId, me);
  for (let from = 0; from < ids.length; from += MAX_IDS) {
    const input = { ids: ids.slice(from, from + MAX_IDS).map(Number), expand: 'properties' };
    const { values } = await jira.send('CommentMarkers', (calls) => calls.commentsByIds(input), Marked);
    for (const { id, properties } of values) {
      const marker = Marker.safeParse(properties.find(({ key }) => key === COMMENT_PROPERTY)?.value).data;
      if (marker?.commentId === commentId) return { id, marker };
    }
  }
  return undefined;
}

async function ownComments(jira: JiraRequests, ticketId: string, me: string): Promise<string[]> {
  const own: string[] = [];
  const issueIdOrKey = encodeURIComponent(ticketId);
  for (let startAt = 0, total = 1; startAt < total; startAt += PAGE) {
    const input = { issueIdOrKey, startAt, maxResults: PAGE };
    const page = await jira.send('ListComments', (calls) => calls.comments(input), CommentPage);
    own.push(...page.comments.filter(({ author }) => author?.accountId === me).map(({ id }) => id));
    total = page.total;
  }
  return own;
}

interface CommentWrite {
  ticketId: string;
  /** Undefined: a new one. */
  id: string | undefined;
  body: string;
  marker: Marker;
}

/** Jira bounds a comment's length in a way it does not tell; what is refused whole is posted shortened. */
async function write(jira: JiraRequests, comment: CommentWrite): Promise<void> {
  const whole = await adfOf(comment.body);
  try {
    await writeDocument(jira, comment, whole);
  } catch (error) {
    const short = await shortened(comment.body);
    if (!(error instanceof JiraRefusal) || error.status !== 400 || short === undefined) throw error;
    await writeDocument(jira, comment, short);
  }
}

async function writeDocument(jira: JiraRequests, comment: CommentWrite, body: AdfDocument): Promise<void> {
  const { id, marker } = comment;
  const issueIdOrKey = encodeURIComponent(comment.ticketId);
  const input = { body, properties: [{ key: COMMENT_PROPERTY, value: marker }] };
  if (id === undefined) {
    await jira.send('PostComment', (calls) => calls.addComment({ issueIdOrKey, ...input }), z.unknown());
  } else {
    await jira.send('EditComment', (calls) => calls.editComment({ issueIdOrKey, id, body: input }), z.unknown());
  }
}
