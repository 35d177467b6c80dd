import { linearTracker } from '../../../shared/adapters/linear/linear-tracker.ts';
import { MARKER_CHANGES } from '../../../shared/domain/marker-change.ts';
import type { WantedComment } from '../../../shared/domain/ticket-record.ts';
import type { Tracker } from '../../../shared/ports/tracker.ts';
import { API_KEY, startLinear } from '../linear-harness.ts';
import { startAnsweringProxy } from './answering-proxy.ts';
import { type AnswerName, type BrokenAnswer, brokenAnswers, type Outcome } from './broken-answers.ts';
import type { Through } from './through.ts';

type LinearTracker = Tracker<'linear'>;

/** Linear says what kind an error is of, and which ticket it did not find with a 404 of its own. */
const words = (status: number) => {
  const message = status === 404 ? 'Entity not found: Issue' : `Words of ${status}`;
  const code = status === 429 ? 'RATELIMITED' : status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'INPUT_ERROR';
  const type = status >= 500 ? 'internal error' : status === 401 ? 'authentication error' : 'invalid input';
  return { errors: [{ message, extensions: { type, code } }] };
};
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** What Linear, or something before it, may answer. */
export const LINEAR_ANSWERS: Record<LinearAnswer, BrokenAnswer> = {
  ...brokenAnswers({ words }),
  'empty data': { status: 200, headers: JSON_TYPE, body: '{"data":{}}' },
  'data of another shape': { status: 200, headers: JSON_TYPE, body: '{"data":{"unknown":{"nodes":[]}}}' },
};
type LinearAnswer = Exclude<AnswerName, 'anonymous 200'> | 'empty data' | 'data of another shape';

/** One operation of a method, and what the method makes of the answers to it. */
interface Row {
  call(tracker: LinearTracker, ticketId: string): Promise<unknown>;
  /** The operation that is answered so; all others are answered by Linear. */
  operation: string;
  through: Through;
  /** Through the outbox: the comment that is wanted. @default FRESH */
  comment?: WantedComment;
  /** By answer; each that is not named is not understood, or passes: deferred. */
  outcomes: Partial<Record<LinearAnswer, Outcome>>;
}

/** A refusal of the ticket that Linear does not find is one of what was asked, where that is not the ticket itself. */
const REFUSED: Row['outcomes'] = {
  ...{ 'told 400': 'refused(ticket)', 'told 403': 'refused(ticket)', 'told 404': 'refused(ticket)' },
  ...{ 'told 410': 'refused(ticket)', 'told 413': 'refused(ticket)', 'told 422': 'refused(ticket)' },
};
const OF_TICKET_ITSELF: Row['outcomes'] = { ...REFUSED, 'told 404': 'gone' };

const STANDING = { commentId: 'c0ffee00-0000-4000-8000-00000000000a', body: 'It stands already.' };
const FRESH: WantedComment = { commentId: 'c0ffee00-0000-4000-8000-00000000000b', body: 'It is new.' };
/** Posting it is refused, because it stands; so Linear is asked for it, and to change it. */
const EDITED: WantedComment = { ...STANDING, body: 'It is another one.' };

const show: Row['call'] = (tracker, id) => tracker.show(id, MARKER_CHANGES.pr_ready);
const edit: Row['call'] = (tracker, id) => tracker.comment(id, EDITED);

const marked: Row['call'] = (tracker) => tracker.marked();
const read: Row['call'] = (tracker, id) => tracker.read(id);
const post: Row['call'] = (tracker, id) => tracker.comment(id, FRESH);
const LISTED: Through = ['poll'];
const READ: Through = ['admission', 'approval'];
const SHOWN: Through = ['outbox'];

/** The table: every method of the port, by each kind of request that it makes, as `method` or `method, the request`. */
export const LINEAR_ROWS: Record<string, Row> = {
  marked: { call: marked, operation: 'MarkedTickets', through: LISTED, outcomes: REFUSED },
  'marked, the rest': { call: marked, operation: 'MoreOfTickets', through: LISTED, outcomes: REFUSED },
  readMany: {
    call: (tracker, id) => tracker.readMany([id]),
    ...{ operation: 'ReadTickets', through: LISTED, outcomes: REFUSED },
  },
  read: { call: read, operation: 'ReadTicket', through: READ, outcomes: OF_TICKET_ITSELF },
  'read, the rest': { call: read, operation: 'MoreOfTickets', through: READ, outcomes: REFUSED },
  noticed: {
    call: (tracker, ticketId) => tracker.noticed({ ticketId }),
    ...{ operation: 'NoticedTicket', through: ['notice'], outcomes: OF_TICKET_ITSELF },
  },
  related: {
    call: (tracker, id) => tracker.related(id),
    ...{ operation: 'RelatedTickets', through: ['surroundings'], outcomes: { ...REFUSED, 'told 404': 'value' } },
  },
  approver: {
    call: (tracker, id) => tracker.approver(id),
    ...{ operation: 'Approver', through: ['approval'], outcomes: OF_TICKET_ITSELF },
  },
  ourComments: {
    call: (tracker, id) => tracker.ourComments(id, [STANDING.commentId]),
    ...{ operation: 'OurComments', through: ['approval'], outcomes: REFUSED },
  },
  'show, what stands': { call: show, operation: 'ShownMarkers', through: SHOWN, outcomes: OF_TICKET_ITSELF },
  'show, the team': { call: show, operation: 'TeamMarkers', through: SHOWN, outcomes: REFUSED },
  'show, a label': { call: show, operation: 'CreateLabel', through: SHOWN, outcomes: REFUSED },
  // A ticket that is deleted between the two is found gone by the next try.
  'show, the change': { call: show, operation: 'ShowMarkers', through: SHOWN, outcomes: REFUSED },
  'comment, a new one': { call: post, operation: 'PostComment', through: SHOWN, outcomes: OF_TICKET_ITSELF },
  'comment, its look': {
    ...{ call: edit, operation: 'FindComment', through: SHOWN, comment: EDITED, outcomes: REFUSED },
  },
  'comment, one that stands': {
    ...{ call: edit, operation: 'EditComment', through: SHOWN, comment: EDITED, outcomes: REFUSED },
  },
  check: {
    call: (tracker) => tracker.check({ tracker: 'linear', teamKey: 'ENG' }),
    ...{ operation: 'LabelsOfTeam', through: ['check'], outcomes: REFUSED },
  },
};

/** Every cell of some rows, to be tested one by one. */
export function cellsOf(rows: readonly (keyof typeof LINEAR_ROWS)[]) {
  const names = Object.keys(LINEAR_ANSWERS) as LinearAnswer[];
  return rows.flatMap((row) =>
    names.map((answer) => ({
      ...{ row, answer, outcome: LINEAR_ROWS[row]?.outcomes[answer] ?? ('deferred' as const) },
      comment: LINEAR_ROWS[row]?.comment ?? FRESH,
    })),
  );
}

/** More labels than a page of a ticket holds. */
const MANY_LABELS = Array.from({ length: 25 }, (_, index) => `Area ${index}`);

/** Linear behind the proxy; one for a whole file. */
export async function startAnsweredLinear() {
  const { simulator, clock, tracker: before } = await startLinear();
  const proxy = await startAnsweringProxy(new URL(simulator.url).origin);
  const key = simulator.createIssue('ENG', { title: 'a ticket', labels: ['AI-Implement'] });
  for (const label of MANY_LABELS) simulator.addLabel(key, label);
  const ticketId = simulator.idOf(key);
  await before.comment(ticketId, STANDING);
  const atFirst = simulator.export();
  return {
    /** The one ticket as it was at first, and a tracker that knows nothing of what was before. */
    async aTicket() {
      proxy.answerWith(() => undefined);
      simulator.import(atFirst);
      const tracker = linearTracker({ apiUrl: `${proxy.url}/graphql`, apiKey: async () => API_KEY });
      return { tracker, key, ticketId };
    },
    /** A person puts the label on that approves a plan. */
    approve: () => simulator.addLabel(key, 'Plan-Approved'),
    /** From now on the operation of the row is answered so. Answers how often that was. */
    answer(row: string, name: LinearAnswer): () => number {
      const operation = LINEAR_ROWS[row]?.operation ?? 'none';
      let answered = 0;
      proxy.answerWith(({ body }) => {
        if (!body.includes(` ${operation}(`)) return undefined;
        answered += 1;
        return LINEAR_ANSWERS[name];
      });
      return () => answered;
    },
    /** Linear answers again. */
    recover() {
      proxy.answerWith(() => undefined);
      clock.advance(3_600_000);
    },
    async stop() {
      await proxy.stop();
      await simulator.stop();
    },
  };
}
