import * as z from 'zod';
import { type JiraRequests, undefinedIfGone } from './requests.ts';

/** The hidden marker of our comments: a property, which nobody sees or edits in Jira's pages. */
export const COMMENT_PROPERTY = 'ai-implement';

/** `commentId` is ours; `digest` is of the Markdown that we last wrote. */
export const CommentMarker = z.object({ commentId: z.string(), digest: z.string() });
export type CommentMarker = z.infer<typeof CommentMarker>;

/** A comment that we wrote, as it stands now: people may have edited its document. */
interface MarkedComment {
  id: string;
  marker: CommentMarker;
  document: unknown;
}

export interface MarkedComments {
  /** What we wrote on the ticket; what others wrote never counts. Undefined when the ticket is gone. */
  on(ticketId: string): Promise<MarkedComment[] | undefined>;
}

const CommentPage = z.object({
  comments: z.array(z.object({ id: z.string(), author: z.object({ accountId: z.string().optional() }).optional() })),
  total: z.number(),
});
const Property = z.object({ key: z.string(), value: z.unknown() });
const Comments = z.object({
  values: z.array(z.object({ id: z.string(), body: z.unknown(), properties: z.array(Property).default([]) })),
});

const PAGE = 100;
/** `comment/list` takes as many. */
const MAX_IDS = 1000;

/**
 * Jira lets no caller choose an id, so ours are known by author and marker. A listing does not tell properties: a second
 * request does. Who we are is asked once for each credential.
 */
export function markedComments(jira: JiraRequests): MarkedComments {
  return {
    async on(ticketId) {
      const ids = await commentsBy(jira, ticketId, await jira.accountId()).catch(undefinedIfGone);
      if (ids === undefined) return undefined;
      const found: MarkedComment[] = [];
      for (let from = 0; from < ids.length; from += MAX_IDS) {
        const input = { ids: ids.slice(from, from + MAX_IDS).map(Number), expand: 'properties' };
        const { values } = await jira.send('CommentMarkers', (calls) => calls.commentsByIds(input), Comments);
        found.push(...values.flatMap(markedComment));
      }
      return found;
    },
  };
}

async function commentsBy(jira: JiraRequests, ticketId: string, accountId: string): Promise<string[]> {
  const ids: string[] = [];
  const issueIdOrKey = encodeURIComponent(ticketId);
  // A page may hold fewer than are asked for.
  for (let startAt = 0, total = 1; startAt < total; ) {
    const input = { issueIdOrKey, startAt, maxResults: PAGE };
    const page = await jira.send('ListComments', (calls) => calls.comments(input), CommentPage);
    ids.push(...page.comments.filter(({ author }) => author?.accountId === accountId).map(({ id }) => id));
    startAt += page.comments.length;
    total = page.comments.length === 0 ? 0 : page.total;
  }
  return ids;
}

function markedComment({ id, body, properties }: z.infer<typeof Comments>['values'][number]): MarkedComment[] {
  const marker = CommentMarker.safeParse(properties.find(({ key }) => key === COMMENT_PROPERTY)?.value).data;
  return marker === undefined ? [] : [{ id, marker, document: body }];
}
