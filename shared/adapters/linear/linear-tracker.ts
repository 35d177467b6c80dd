import type { Tracker } from '../../ports/tracker.ts';
import { ourComments } from './our-comments.ts';
import { postComment } from './post-comment.ts';
import { markedTickets, readTicket } from './read-tickets.ts';
import { relatedTickets } from './related-tickets.ts';
import { type LinearOptions, linearRequests } from './requests.ts';
import { showMarkers } from './show-markers.ts';
import { teamMarkers } from './team-markers.ts';

/**
 * Linear as a tracker, with our own queries: the SDK's relations would cost a request each. Besides
 * `ServiceUnavailable`, methods throw `LinearRefusal` when Linear will not do what is asked (a wrong API key, say).
 */
export function linearTracker(options: LinearOptions): Tracker {
  const linear = linearRequests(options);
  const markers = teamMarkers(linear);
  return {
    name: 'linear',
    marked: () => markedTickets(linear),
    read: (ticketId) => readTicket(linear, ticketId),
    show: (ticketId, change) => showMarkers(linear, markers, ticketId, change),
    comment: (ticketId, comment) => postComment(linear, ticketId, comment),
    ourComments: (ticketId, commentIds) => ourComments(linear, ticketId, commentIds),
    related: (ticketId) => relatedTickets(linear, ticketId),
  };
}
