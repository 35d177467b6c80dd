import type { JiraTracker } from '../../../shared/adapters/jira/jira-tracker.ts';
import { jiraTracker } from '../../../shared/adapters/jira/jira-tracker.ts';
import { MARKER_CHANGES } from '../../../shared/domain/marker-change.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { ACCESS, aScope, basicAuth, startJira } from '../jira-harness.ts';
import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';
import { type AnswerName, brokenAnswers, type Outcome } from './broken-answers.ts';

/** What Jira, or something before it, may answer. */
const JIRA_ANSWERS = brokenAnswers({
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
export const FRESH = { commentId: 'c0ffee00-0000-4000-8000-00000000000b', body: 'It is new.' };
/** Jira is asked to change the one that stands. */
export const EDITED = { ...STANDING, body: 'It is another one.' };
const ISSUE = String.raw`/rest/api/3/issue/\d+`;

const comment: Row['call'] = (tracker, id) => tracker.comment(id, FRESH);
const edit: Row['call'] = (tracker, id) => tracker.comment(id, EDITED);
const show: Row['call'] = (tracker, id) => tracker.show(id, MARKER_CHANGES.implementing);

/** The table: every method of the port, by each kind of request that it makes. */
export const JIRA_ROWS: Record<string, Row> = {
  'marked, its search': { call: (tracker) => tracker.marked(), request: /^POST .*\/search\/jql$/, ...OF_MAPPING },
  'marked, the fields': { call: (tracker) => tracker.marked(), request: /^GET .*\/field\/search\b/, ...OF_MAPPING },
  'marked, who we are': { call: (tracker) => tracker.marked(), request: /^GET .*\/myself$/, ...NEVER },
  read: { call: (tracker, id) => tracker.read(id), request: new RegExp(`^GET ${ISSUE}\\?`), ...OF_TICKET_ITSELF },
  'show, its look': { call: show, request: new RegExp(`^GET ${ISSUE}\\?`), ...OF_TICKET_ITSELF },
  'show, its edit': { call: show, request: new RegExp(`^PUT ${ISSUE}$`), ...OF_TICKET_ITSELF },
  'comment, who we are': { call: comment, request: /^GET .*\/myself$/, ...NEVER },
  'comment, its look': { call: comment, request: new RegExp(`^GET ${ISSUE}/comment\\b`), ...OF_TICKET_ITSELF },
  'comment, the markers': { call: comment, request: /^POST .*\/comment\/list\b/, ...OF_TICKET },
  'comment, a new one': { call: comment, request: new RegExp(`^POST ${ISSUE}/comment$`), ...OF_TICKET_ITSELF },
  'comment, one that stands': {
    call: edit,
    request: new RegExp(`^PUT ${ISSUE}/comment/\\d+$`),
    ...OF_TICKET,
    outcomes: { ...told('refused(ticket)'), 'told 404': 'deferred' },
  },
  ourComments: {
    call: (tracker, id) => tracker.ourComments(id, [STANDING.commentId]),
    request: new RegExp(`^GET ${ISSUE}/comment\\b`),
    ...OF_TICKET_ITSELF,
  },
  approver: {
    call: (tracker, id) => tracker.approver(id),
    request: new RegExp(`^GET ${ISSUE}\\?`),
    ...OF_TICKET_ITSELF,
  },
  related: { call: (tracker, id) => tracker.related(id), request: new RegExp(`^GET ${ISSUE}\\?`), ...OF_TICKET_ITSELF },
  check: {
    call: (tracker) => tracker.check(aScope()),
    request: /^POST .*\/search\/jql$/,
    // What Jira says to a query is what is asked for.
    ...{ concerns: 'mapping', outcomes: told('value') },
  },
};

/** Every cell of some rows, to be tested one by one. */
export function cellsOf(rows: readonly (keyof typeof JIRA_ROWS)[]) {
  const names = Object.keys(JIRA_ANSWERS) as AnswerName[];
  return rows.flatMap((row) =>
    names.map((answer) => ({ row, answer, outcome: JIRA_ROWS[row]?.outcomes[answer] ?? ('deferred' as const) })),
  );
}

/** Jira behind the proxy; one for a whole file. */
export async function startAnsweredJira() {
  const { simulator, clock, tracker: before } = await startJira();
  const proxy: AnsweringProxy = await startAnsweringProxy(simulator.url);
  return {
    simulator,
    /** A ticket with one comment of ours, and a tracker that knows nothing of what was before. */
    async aTicket() {
      proxy.answerWith(() => undefined);
      const tracker = jiraTracker({
        ...{ siteUrl: proxy.url, auth: basicAuth(ACCESS.apiToken), now: clock.now },
        scopes: async () => [aScope()],
      });
      const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: 'Ready' });
      const ticketId = simulator.idOf(key);
      await before.comment(ticketId, STANDING);
      return { tracker, key, ticketId };
    },
    /** From now on the request of the row is answered so. */
    answer(row: string, name: AnswerName) {
      const { request } = JIRA_ROWS[row] ?? { request: /never/ };
      const answer = JIRA_ANSWERS[name];
      proxy.answerWith(({ method, path }) => (request.test(`${method} ${path}`) ? answer : undefined));
    },
    /** Jira answers again, and long enough after it refused a credential. */
    recover() {
      proxy.answerWith(() => undefined);
      clock.advance(5 * MINUTE_MS);
    },
    async stop() {
      await proxy.stop();
      await simulator.stop();
    },
  };
}
