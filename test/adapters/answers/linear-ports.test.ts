import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dispatchRun } from '../../../functions/dispatch-run/dispatch-run.ts';
import { linearTracker } from '../../../shared/adapters/linear/linear-tracker.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { MARKER_CHANGES } from '../../../shared/domain/marker-change.ts';
import type { Tracker } from '../../../shared/ports/tracker.ts';
import type { LinearSimulator } from '../../../simulators/linear/simulator.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aWorld, BUCKET } from '../../functions/world.ts';
import { API_KEY, startLinear } from '../linear-harness.ts';
import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';
import { type AnswerName, brokenAnswers, type Outcome } from './broken-answers.ts';

let simulator: LinearSimulator;
let proxy: AnsweringProxy;
let tracker: Tracker;
beforeAll(async () => {
  ({ simulator } = await startLinear());
  proxy = await startAnsweringProxy(new URL(simulator.url).origin);
  tracker = linearTracker({ apiUrl: `${proxy.url}/graphql`, apiKey: API_KEY });
});
afterAll(async () => {
  await proxy.stop();
  await simulator.stop();
});
let ticketId: string;
beforeEach(() => {
  ticketId = simulator.idOf(simulator.createIssue('ENG', { title: 'Add user export', labels: ['AI-Implement'] }));
});

/** Linear says what kind an error is of, and which ticket it did not find with a 404 of its own. */
const words = (status: number) => {
  const message = status === 404 ? 'Entity not found: Issue' : `Words of ${status}`;
  const code = status === 429 ? 'RATELIMITED' : status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'INPUT_ERROR';
  const type = status >= 500 ? 'internal error' : status === 401 ? 'authentication error' : 'invalid input';
  return { errors: [{ message, extensions: { type, code } }] };
};
const ANSWERS = brokenAnswers({ words });
type Answer = Exclude<AnswerName, 'anonymous 200'>;
const names = Object.keys(ANSWERS) as Answer[];

const TOLD: Partial<Record<Answer, Outcome>> = {
  'told 400': 'refused(ticket)',
  'told 403': 'refused(ticket)',
  'told 404': 'gone',
  'told 410': 'refused(ticket)',
  'told 413': 'refused(ticket)',
  'told 422': 'refused(ticket)',
};
/** All else says nothing; a refused key is no refusal of what was asked. */
const cellsOf = (exceptions: Partial<Record<Answer, Outcome>>) =>
  names.map((name) => [name, exceptions[name] ?? 'deferred'] as const);

const LISTED = { ...TOLD, 'told 404': 'refused(ticket)' } as const;
const comment = () => ({ commentId: randomUUID(), body: 'A plan' });
const ROWS: [string, string, () => Promise<unknown>, Partial<Record<Answer, Outcome>>][] = [
  ['marked', 'MarkedTickets', () => tracker.marked(), LISTED],
  ['read', 'ReadTicket', () => tracker.read(ticketId), TOLD],
  ['related', 'RelatedTickets', () => tracker.related(ticketId), { ...TOLD, 'told 404': 'value' }],
  ['approver', 'Approver', () => tracker.approver(ticketId), TOLD],
  ['ourComments', 'OurComments', () => tracker.ourComments(ticketId, [randomUUID()]), LISTED],
  ['comment', 'PostComment', () => tracker.comment(ticketId, comment()), TOLD],
  ['show, what stands', 'ShownMarkers', () => tracker.show(ticketId, MARKER_CHANGES.implementing), TOLD],
  // A ticket that is deleted between the two is found gone by the next try.
  ['show, the change', 'ShowMarkers', () => tracker.show(ticketId, MARKER_CHANGES.implementing), LISTED],
];

function answerTo(operation: string, name: Answer): void {
  proxy.answerWith(({ body }) => (body.includes(` ${operation}(`) ? ANSWERS[name] : undefined));
}

async function outcomeOf(ask: () => Promise<unknown>): Promise<Outcome> {
  try {
    const value = await ask();
    return value === 'gone' || value === undefined || (Array.isArray(value) && value.length === 0) ? 'gone' : 'value';
  } catch (error) {
    if (error instanceof ServiceUnavailable) return 'deferred';
    if (error instanceof ServiceRefusal) return 'refused(ticket)';
    throw error;
  }
}

describe.each(ROWS)('%s', (_, operation, ask, table) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    answerTo(operation, name);

    expect(await outcomeOf(ask)).toBe(outcome);
  });
});

test.each(names.filter((name) => !name.startsWith('told 4')))(
  'a ticket whose reading is answered by %s starts nothing, holds no slot and leaves the mapping alone',
  async (name) => {
    answerTo('ReadTicket', name);
    const world = await aWorld();

    const outcome = await dispatchRun({ ...world.dispatch, trackers: { linear: tracker } }, aCandidate({ ticketId }));

    expect(outcome).toBe('dropped: the ticket cannot be read');
    expect((await world.buckets.read(BUCKET))?.slots).toEqual({});
    expect((await world.mappings.read(aMapping().mappingId))?.suspended).toBeUndefined();
  },
);
