import type { Ticket } from '../../domain/ticket.ts';
import type { Tracker } from '../../ports/tracker.ts';
import { checkScope } from './check-scope.ts';
import { jiraFields } from './fields.ts';
import { markedSearch } from './find-marked.ts';
import { ticketOf } from './issue.ts';
import { markedComments } from './marked-comments.ts';
import { noticedIssue } from './noticed-issue.ts';
import { ourComments } from './our-comments.ts';
import { postComment } from './post-comment.ts';
import { readApprover } from './read-approver.ts';
import { readIssue, readIssues } from './read-issue.ts';
import { relatedTickets } from './related-tickets.ts';
import { type JiraConnection, type JiraRefusal, jiraRequests } from './requests.ts';
import { type MappedScope, statusFields, withFields } from './scopes.ts';
import { showStatus } from './show-status.ts';

export interface JiraOptions extends JiraConnection {
  /** Where to look, as it is now: asked with every call that needs it. */
  scopes: () => Promise<readonly MappedScope[]>;
  /** Told of a mapping that Jira will not search for, while others are listed; where all are refused, `marked` throws. */
  onRefused?: (mappingId: string, error: JiraRefusal) => void;
}

export type JiraTracker = Tracker<'jira'>;

/**
 * Jira Cloud as a tracker. Tickets are found, and fields chosen, by the scopes of the mappings. Besides
 * `ServiceUnavailable`, methods throw `JiraRefusal` when Jira will not do what is asked (a query with a mistake, say).
 */
export function jiraTracker(options: JiraOptions): JiraTracker {
  const { siteUrl, scopes } = options;
  const jira = jiraRequests(options);
  const fields = jiraFields(jira);
  const search = markedSearch(jira);
  const comments = markedComments(jira);
  return {
    name: 'jira',
    async marked(onSkipped) {
      const { fielded, refused: unfielded } = await withFields(fields, await scopes());
      const { found, refused: unfound } = await search.find(fielded, onSkipped);
      // A field may have been made anew under its name.
      if (unfound.length > 0) fields.forget();
      const refused = [...unfielded, ...unfound];
      if (refused[0] !== undefined && unfound.length === fielded.length) throw refused[0].error;
      for (const { mappingId, error } of refused) options.onRefused?.(mappingId, error);
      return found.map(({ issue, scopes: by }): Ticket => {
        const mappingIds = by.map((scope) => scope.mappingId);
        return ticketOf(issue, { siteUrl, mappingIds, statusFieldId: by[0]?.statusFieldId ?? '' });
      });
    },
    async readMany(ticketIds) {
      const found = await readIssues({ jira, fields }, ticketIds, await scopes());
      return found.map((read): Ticket => ticketOf(read.issue, { siteUrl, ...read }));
    },
    async read(ticketId) {
      const read = await readIssue({ jira, fields }, ticketId, await scopes());
      return read && ticketOf(read.issue, { siteUrl, ...read });
    },
    async noticed({ ticketId }) {
      const read = await noticedIssue({ jira, fields }, ticketId, await scopes());
      return read && ticketOf(read.issue, { siteUrl, ...read });
    },
    async show(ticketId, change) {
      const read = await readIssue({ jira, fields }, ticketId, await scopes());
      return read === undefined ? 'gone' : showStatus(jira, read, change);
    },
    comment: (ticketId, comment) => postComment(jira, comments, ticketId, comment),
    ourComments: (ticketId, commentIds) => ourComments(comments, ticketId, commentIds),
    approver: async (ticketId) => readApprover(jira, ticketId, await statusFields(fields, await scopes())),
    related: (ticketId) => relatedTickets(jira, ticketId, siteUrl),
    check: (scope) => checkScope({ jira, fields }, scope),
  };
}
