import { randomUUID } from 'node:crypto';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { APPROVER, type FakeTracker, fakeTracker } from '../fakes/fake-tracker.ts';
import { type Bond, relateAll } from './fake-relations.ts';
import { trackerContract } from './tracker.ts';
import type { TrackerHarness } from './tracker-harness.ts';

async function fakeHarness(): Promise<TrackerHarness> {
  const tracker = fakeTracker();
  const keys = new Map<string, string>();
  const around: Bond[] = [];
  return {
    tracker,
    async addTicket({ title, description = '', priority = null, markers = [], blockedBy = [], parent }) {
      const ticketId = randomUUID();
      const key = `ENG-${keys.size + 1}`;
      keys.set(ticketId, key);
      const blockers = blockedBy.map((id) => keys.get(id) ?? id);
      tracker.put(aTicket({ ticketId, key, title, description, priority, markers, labels: [], blockedBy: blockers }));
      around.push(...blockedBy.map((by) => ({ type: 'blocks' as const, from: by, to: ticketId })));
      if (parent !== undefined) around.push({ type: 'part', from: ticketId, to: parent });
      await relateAll(tracker, keys, around);
      return ticketId;
    },
    async relate(ticketId, otherId) {
      around.push({ type: 'related', from: ticketId, to: otherId });
      await relateAll(tracker, keys, around);
    },
    async approve(ticketId) {
      await change(tracker, ticketId, ({ markers }) => ({ markers: [...markers, 'plan_approved'] }));
      return APPROVER;
    },
    editComment: async (ticketId, commentId, body) => tracker.editComment(ticketId, commentId, body),
    commentAsPerson: async (ticketId, body) =>
      void (await tracker.comment(ticketId, { commentId: randomUUID(), body })),
    async closeTicket(ticketId) {
      await change(tracker, ticketId, () => ({ isClosed: true }));
      // The fake knows no relations: whoever this ticket blocked is told here.
      for (const other of keys.keys()) {
        await change(tracker, other, ({ blockedBy }) => ({
          blockedBy: blockedBy.filter((key) => key !== keys.get(ticketId)),
        }));
      }
    },
    removeTicket: async (ticketId) => tracker.remove(ticketId),
    markersOf: async (ticketId) => (await tracker.read(ticketId))?.markers.toSorted() ?? [],
    commentsOf: async (ticketId) => tracker.commentsOn(ticketId),
    movesTickets: true,
    listsAll: true,
    isInProgress: async (ticketId) => tracker.isInProgress(ticketId),
    goDown: () => tracker.faults.goDown(),
    limitRate: (until) => tracker.faults.goDown(new ServiceUnavailable('linear', 'rate_limited', 'limited', until)),
    comeUp: () => tracker.faults.comeUp(),
    loseNextAnswer: (method) => tracker.faults.loseAnswerOnce(method),
    stop: async () => {},
  };
}

async function change(tracker: FakeTracker, ticketId: string, edit: (ticket: Ticket) => Partial<Ticket>) {
  const ticket = await tracker.read(ticketId);
  if (ticket) tracker.put({ ...ticket, ...edit(ticket) });
}

trackerContract('the fake', fakeHarness);
