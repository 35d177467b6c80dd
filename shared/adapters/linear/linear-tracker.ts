import type { Tracker } from '../../ports/tracker.ts';
import { checkTeam } from './check-team.ts';
import { ourComments } from './our-comments.ts';
import { postComment } from './post-comment.ts';
import { readApprover } from './read-approver.ts';
import { markedTickets, noticedTicket, readTicket, readTickets } from './read-tickets.ts';
import { relatedTickets } from './related-tickets.ts';
import { type LinearOptions, linearRequests } from './requests.ts';
import { showMarkers } from './show-markers.ts';
import { teamMarkers } from './team-markers.ts';

/**
 * Linear as a tracker, with our own queries: the SDK's relations would cost a request each. Besides
 * `ServiceUnavailable`, methods throw `LinearRefusal` when Linear understood what is asked and will not do it.
 */
export function linearTracker(options: LinearOptions): Tracker<'linear'> {
  const linear = linearRequests(options);
  const markers = teamMarkers(linear);
  return {
    name: 'linear',
    marked: (onSkipped, reach, stretch) => markedTickets(linear, onSkipped, reach, stretch),
    readMany: (ticketIds) => readTickets(linear, ticketIds),
    read: (ticketId) => readTicket(linear, ticketId),
    noticed: (notice) => noticedTicket(linear, notice),
    show: (ticketId, change) => showMarkers(linear, markers, ticketId, change),
    comment: (ticketId, comment) => postComment(linear, ticketId, comment),
    ourComments: (ticketId, commentIds) => ourComments(linear, ticketId, commentIds),
    approver: (ticketId) => readApprover(linear, ticketId),
    check: (scope) => checkTeam(linear, scope),
    related: (ticketId) => relatedTickets(linear, ticketId),
  };
}
