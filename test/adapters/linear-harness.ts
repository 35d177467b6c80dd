import { linearTracker } from '../../shared/adapters/linear/linear-tracker.ts';
import { MARKER_LABELS, markersAmong } from '../../shared/adapters/linear/marker-labels.ts';
import { PEOPLES_NAME } from '../../simulators/linear/queries.ts';
import { type LinearSimulator, startLinearSimulator } from '../../simulators/linear/simulator.ts';
import type { TrackerHarness } from '../contracts/tracker-harness.ts';

export const API_KEY = 'lin_api_for_tests';

/** A clock of the tests' own; `at` fires when it is moved there. */
export function testClock(start = Date.now()) {
  let now = start;
  let waiting: Array<{ dueAt: number; task: () => void }> = [];
  return {
    now: () => now,
    at(dueAt: number, task: () => void) {
      const entry = { dueAt, task };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((w) => w !== entry);
      };
    },
    advance(ms: number) {
      now += ms;
      const due = waiting.filter((w) => w.dueAt <= now);
      waiting = waiting.filter((w) => w.dueAt > now);
      for (const { task } of due) task();
    },
  };
}

/** A workspace with two empty teams, `ENG` and `OPS`. */
export async function startLinear(options: Partial<Parameters<typeof startLinearSimulator>[0]> = {}) {
  const clock = testClock();
  const teams = [
    { key: 'ENG', name: 'Engineering', issues: [] },
    { key: 'OPS', name: 'Operations', issues: [] },
  ];
  const simulator = await startLinearSimulator({ clock, apiKey: API_KEY, seed: { teams }, ...options });
  const tracker = linearTracker({ apiUrl: simulator.url, apiKey: async () => API_KEY });
  return { simulator, tracker, clock };
}

/** Linear and its simulator, for the contract of every tracker. */
export async function linearHarness(): Promise<TrackerHarness> {
  const { simulator, tracker } = await startLinear();
  const keyOf = (ticketId: string) => keyById(simulator, ticketId);
  return {
    tracker,
    async addTicket({ markers = [], blockedBy = [], parent, ...ticket }) {
      const part = parent === undefined ? {} : { parent: keyOf(parent) };
      const key = simulator.createIssue('ENG', { ...ticket, ...part });
      for (const marker of markers) simulator.addLabel(key, MARKER_LABELS[marker]);
      for (const by of blockedBy) simulator.block(key, keyOf(by));
      return simulator.idOf(key);
    },
    async approve(ticketId) {
      simulator.addLabel(keyOf(ticketId), 'Plan-Approved');
      return PEOPLES_NAME;
    },
    relate: async (ticketId, otherId) => simulator.relate(keyOf(ticketId), keyOf(otherId)),
    editComment: async (_ticketId, commentId, body) => simulator.editComment(commentId, body),
    commentAsPerson: async (ticketId, body) => simulator.comment(keyOf(ticketId), body),
    closeTicket: async (ticketId) => simulator.done(keyOf(ticketId)),
    removeTicket: async (ticketId) => simulator.remove(keyOf(ticketId)),
    markersOf: async (ticketId) => markersAmong(simulator.labelsOf(keyOf(ticketId))).sort(),
    commentsOf: async (ticketId) =>
      simulator.commentsOf(keyOf(ticketId)).map(({ id, body }) => ({ commentId: id, body })),
    movesTickets: true,
    listsAll: true,
    isInProgress: async (ticketId) => simulator.stateOf(keyOf(ticketId)) === 'In Progress',
    goDown: () => simulator.faults.add({ operation: '*', kind: 'status', status: 503 }),
    limitRate: (until) => simulator.faults.add({ operation: '*', kind: 'rate_limited', untilAt: Date.parse(until) }),
    comeUp: () => simulator.faults.clear(),
    loseNextAnswer: (method) =>
      simulator.faults.add({
        operation: { show: 'ShowMarkers', comment: 'PostComment' }[method],
        kind: 'lost_answer',
        times: 1,
      }),
    stop: () => simulator.stop(),
  };
}

function keyById(simulator: LinearSimulator, ticketId: string): string {
  return simulator.keys().find((key) => simulator.idOf(key) === ticketId) ?? ticketId;
}
