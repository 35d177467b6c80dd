import type { Tracker } from '../../ports/tracker.ts';
import type { LinearOptions } from './requests.ts';
import type { TeamMarkers } from './team-markers.ts';

/**
 * Linear as a tracker, with our own queries: the SDK's relations would cost a request each. Besides
 * `ServiceUnavailable`, methods throw `LinearRefusal` when Linear understood what is asked and will not do it.
 * Each part is imported when it is first used: what a function loads at every start is bounded.
 */
export function linearTracker(options: LinearOptions): Tracker<'linear'> {
  const linear = once(async () => (await import('./requests.ts')).linearRequests(options));
  const markers = once(
    async (): Promise<TeamMarkers> => (await import('./team-markers.ts')).teamMarkers(await linear()),
  );
  return {
    name: 'linear',
    marked: async (onSkipped, reach) =>
      (await import('./read-tickets.ts')).markedTickets(await linear(), onSkipped, reach),
    readMany: async (ticketIds) => (await import('./read-tickets.ts')).readTickets(await linear(), ticketIds),
    read: async (ticketId) => (await import('./read-tickets.ts')).readTicket(await linear(), ticketId),
    show: async (ticketId, change) =>
      (await import('./show-markers.ts')).showMarkers(await linear(), await markers(), ticketId, change),
    comment: async (ticketId, comment) =>
      (await import('./post-comment.ts')).postComment(await linear(), ticketId, comment),
    ourComments: async (ticketId, commentIds) =>
      (await import('./our-comments.ts')).ourComments(await linear(), ticketId, commentIds),
    approver: async (ticketId) => (await import('./read-approver.ts')).readApprover(await linear(), ticketId),
    check: async (scope) => (await import('./check-labels.ts')).checkLabels(await linear(), scope),
    related: async (ticketId) => (await import('./related-tickets.ts')).relatedTickets(await linear(), ticketId),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
