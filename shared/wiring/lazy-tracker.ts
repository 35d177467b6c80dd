import type { TrackerName } from '../domain/ticket.ts';
import type { Tracker } from '../ports/tracker.ts';

/**
 * A tracker that is opened with the first call: most starts of a function do not need it, and what one tracker lacks is no
 * trouble of another. An opening that failed is tried again with the next call.
 */
export function lazyTracker<Name extends TrackerName>(name: Name, open: () => Promise<Tracker<Name>>): Tracker<Name> {
  let opened: Tracker<Name> | undefined;
  const tracker = async () => (opened ??= await open());
  return {
    name,
    marked: async (onSkipped, reach) => (await tracker()).marked(onSkipped, reach),
    readMany: async (ticketIds) => (await tracker()).readMany(ticketIds),
    read: async (ticketId) => (await tracker()).read(ticketId),
    show: async (ticketId, change) => (await tracker()).show(ticketId, change),
    comment: async (ticketId, comment) => (await tracker()).comment(ticketId, comment),
    ourComments: async (ticketId, ids) => (await tracker()).ourComments(ticketId, ids),
    approver: async (ticketId) => (await tracker()).approver(ticketId),
    related: async (ticketId) => (await tracker()).related(ticketId),
    check: async (scope) => (await tracker()).check(scope),
  };
}
