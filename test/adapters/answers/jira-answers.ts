import type { JiraTracker } from '../../../shared/adapters/jira/jira-tracker.ts';
import { jiraTracker } from '../../../shared/adapters/jira/jira-tracker.ts';
import { MARKER_CHANGES } from '../../../shared/domain/marker-change.ts';
import type { WantedComment } from '../../../shared/domain/ticket-record.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import type { JiraPermission } from '../../../simulators/jira/state.ts';
import { ACCESS, aScope, basicAuth, startJira } from '../jira-harness.ts';
import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';
import { type AnswerName, brokenAnswers, type Outcome } from './broken-answers.ts';
import type { Through } from './through.ts';

/** What Jira, or something before it, may answer. */
export const JIRA_ANSWERS = brokenAnswers({
  words: (status) => ({ errorMessages: [`words of Jira's with ${status}`], errors: {} }),
  anonymous: {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' },
    body: '{"issues":[],"values":[],"comments":[],"total":0,"isLast":true}',
  },
});

/** One request of a method, and what the method makes of the answers to it. */
interface Row {
  call(tracker: JiraTracker, ticketId: string): Promise<unknown>;
  /** The request that is answered so, as `METHOD path`; all others are answered by Jira. */
  request: RegExp;
  through: Through;
  /** Through the outbox: the comment that is wanted. @default FRESH */
  comment?: WantedComment;
  /** Jira refuses so much before it is asked this. */
  withheld?: JiraPermission;
  /** What a refusal keeps from going on. */
  concerns: 'ticket' | 'mapping';
  /** By answer; each that is not named is not understood, or passes: deferred. */
  outcomes: Partial<Record<AnswerName, Outcome>>;
}

const told = (outcome: Outcome): Row['outcomes'] => ({
  ...{ 'told 400': outcome, 'told 403': outcome, 'told 404': outcome },
  ...{ 'told 410': outcome, 'told 413': outcome, 'told 422': outcome },
});
const OF_TICKET = { concerns: 'ticket', outcomes: told('refused(ticket)') } as const;
const OF_TICKET_ITSELF = { concerns: 'ticket', outcomes: { ...told('refused(ticket)'), 'told 404': 'gone' } } as const;
const OF_MAPPING = { concerns: 'mapping', outcomes: told('refused(mapping)') } as const;
const NEVER = { concerns: 'ticket', outcomes: {} } as const;

const STANDING = { commentId: 'c0ffee00-0000-4000-8000-00000000000a', body: 'It stands already.' };
const FRESH = { commentId: 'c0ffee00-0000-4000-8000-00000000000b', body: 'It is new.' };
/** Jira is asked to change the one that stands. */
const EDITED = { ...STANDING, body: 'It is another one.' };
const ISSUE = String.raw`/rest/api/3/issue/\d+`;

const comment: Row['call'] = (tracker, id) => tracker.comment(id, FRESH);
const edit: Row['call'] = (tracker, id) => tracker.comment(id, EDITED);
const show: Row['call'] = (tracker, id) => tracker.show(id, MARKER_CHANGES.implementing);

const read: Row['call'] = (tracker, id) => tracker.read(id);
const noticed: Row['call'] = (tracker, ticketId) => tracker.noticed({ ticketId });
const related: Row['call'] = (tracker, id) => tracker.related(id);
const check: Row['call'] = (tracker) => tracker.check(aScope());
const LISTED: Through = ['poll'];
const SHOWN: Through = ['outbox'];
/** What Jira says to a query is what is asked for. */
const ASKED = { through: ['check'], concerns: 'mapping', outcomes: told('value') } as const;
const LOOK = new RegExp(`^GET ${ISSUE}\\?`);
const SEARCH = /^POST .*\/search\/jql$/;
const FIELDS = /^GET .*\/field$/;
const MAY_DO = /^GET .*\/mypermissions\?/;
const MYSELF = /^GET .*\/myself$/;
const marked: Row['call'] = (tracker) => tracker.marked();

/** The table: every method of the port, by each kind of request that it makes, as `method` or `method, the request`. */
export const JIRA_ROWS: Record<string, Row> = {
  'marked, its search': { call: marked, request: SEARCH, through: LISTED, ...OF_MAPPING },
  'marked, the fields': { call: marked, request: FIELDS, through: LISTED, ...OF_MAPPING },
  'marked, who we are': { call: marked, request: MYSELF, through: LISTED, ...NEVER },
  readMany: {
    call: (tracker, id) => tracker.readMany([id]),
    ...{ request: /^POST .*\/issue\/bulkfetch$/, through: LISTED, ...OF_TICKET },
  },
  read: { call: read, request: LOOK, through: ['admission', 'approval'], ...OF_TICKET_ITSELF },
  'noticed, its look': { call: noticed, request: LOOK, through: ['notice'], ...OF_TICKET_ITSELF },
  'noticed, its search': {
    ...{ call: noticed, request: SEARCH, through: ['notice'], concerns: 'ticket' },
    // A query that Jira refuses finds nothing, of which the poll tells.
    outcomes: { ...told('refused(ticket)'), 'told 400': 'value' },
  },
  'show, its look': { call: show, request: LOOK, through: SHOWN, ...OF_TICKET_ITSELF },
  'show, its edit': { call: show, request: new RegExp(`^PUT ${ISSUE}$`), through: SHOWN, ...OF_TICKET_ITSELF },
  'show, what we may do': {
    ...{ call: show, request: MAY_DO, through: SHOWN, withheld: 'EDIT_ISSUES' },
    ...OF_TICKET,
  },
  'comment, who we are': { call: comment, request: MYSELF, through: SHOWN, ...NEVER },
  'comment, its look': {
    ...{ call: comment, request: new RegExp(`^GET ${ISSUE}/comment\\b`), through: SHOWN },
    ...OF_TICKET_ITSELF,
  },
  'comment, the markers': {
    ...{ call: comment, request: /^POST .*\/comment\/list\b/, through: SHOWN, comment: EDITED },
    ...OF_TICKET,
  },
  'comment, a new one': {
    ...{ call: comment, request: new RegExp(`^POST ${ISSUE}/comment$`), through: SHOWN },
    ...OF_TICKET_ITSELF,
  },
  'comment, one that stands': {
    ...{ call: edit, request: new RegExp(`^PUT ${ISSUE}/comment/\\d+$`), through: SHOWN, comment: EDITED },
    ...{ ...OF_TICKET, outcomes: { ...told('refused(ticket)'), 'told 404': 'deferred' } },
  },
  'comment, what we may do': {
    ...{ call: comment, request: MAY_DO, through: SHOWN, withheld: 'ADD_COMMENTS' },
    ...OF_TICKET,
  },
  ourComments: {
    call: (tracker, id) => tracker.ourComments(id, [STANDING.commentId]),
    ...{ request: new RegExp(`^GET ${ISSUE}/comment\\b`), through: ['approval'], ...OF_TICKET_ITSELF },
  },
  approver: {
    call: (tracker, id) => tracker.approver(id),
    ...{ request: new RegExp(`^GET ${ISSUE}\\?.*changelog`), through: ['approval'], ...OF_TICKET_ITSELF },
  },
  related: {
    ...{ call: related, request: new RegExp(`^GET ${ISSUE}\\?fields=parent`), through: ['surroundings'] },
    ...OF_TICKET_ITSELF,
  },
  'related, the siblings': { call: related, request: SEARCH, through: ['surroundings'], ...OF_TICKET },
  'check, its searches': { call: check, request: SEARCH, ...ASKED },
  'check, what we may do': { call: check, request: MAY_DO, ...ASKED },
  'check, the fields': { call: check, request: FIELDS, ...ASKED },
};

/** Every cell of some rows, to be tested one by one. */
export function cellsOf(rows: readonly (keyof typeof JIRA_ROWS)[]) {
  const names = Object.keys(JIRA_ANSWERS) as AnswerName[];
  return rows.flatMap((row) =>
    names.map((answer) => ({
      ...{ row, answer, outcome: JIRA_ROWS[row]?.outcomes[answer] ?? ('deferred' as const) },
      comment: JIRA_ROWS[row]?.comment ?? FRESH,
    })),
  );
}

/** Jira behind the proxy; one for a whole file. */
export async function startAnsweredJira() {
  const { simulator, clock, tracker: before } = await startJira();
  const proxy: AnsweringProxy = await startAnsweringProxy(simulator.url);
  const parent = simulator.createIssue('PROJ', { title: 'what it is part of' });
  return {
    simulator,
    /** A ticket with one comment of ours, and a tracker that knows nothing of what was before. */
    async aTicket() {
      proxy.answerWith(() => undefined);
      simulator.withhold();
      const tracker = jiraTracker({
        ...{ siteUrl: proxy.url, auth: basicAuth(ACCESS.apiToken), now: clock.now },
        scopes: async () => [aScope()],
      });
      const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: 'Ready', parent });
      const ticketId = simulator.idOf(key);
      await before.comment(ticketId, STANDING);
      return { tracker, key, ticketId };
    },
    /** A person approves the plan. */
    approve: (key: string) => simulator.setMarker(key, 'Plan Approved'),
    /** From now on the request of the row is answered so. Answers how often that was. */
    answer(row: string, name: AnswerName): () => number {
      const { request, withheld } = JIRA_ROWS[row] ?? { request: /never/ };
      if (withheld !== undefined) simulator.withhold(withheld);
      let answered = 0;
      proxy.answerWith(({ method, path }) => {
        if (!request.test(`${method} ${path}`)) return undefined;
        answered += 1;
        return JIRA_ANSWERS[name];
      });
      return () => answered;
    },
    /** Jira answers again, and long enough after it refused a credential. */
    recover() {
      simulator.withhold();
      proxy.answerWith(() => undefined);
      clock.advance(5 * MINUTE_MS);
    },
    async stop() {
      await proxy.stop();
      await simulator.stop();
    },
  };
}
