import { afterEach, expect, test } from 'vitest';
import { jiraTracker } from '../../shared/adapters/jira/jira-tracker.ts';
import { jiraAuth } from '../../shared/adapters/jira/open-jira.ts';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { everyMethod } from '../contracts/tracker-surroundings.ts';
import { type AnsweringProxy, startAnsweringProxy } from './answers/answering-proxy.ts';
import type { BrokenAnswer } from './answers/broken-answers.ts';
import { ACCESS, aScope, startJira } from './jira-harness.ts';

let simulator: JiraSimulator;
let proxy: AnsweringProxy | undefined;
afterEach(async () => {
  await proxy?.stop();
  await simulator.stop();
  proxy = undefined;
});

const REFUSED = { name: 'ServiceUnavailable', reason: 'credential_refused' };
const NAMES = { JIRA_EMAIL_PARAMETER: 'email', JIRA_TOKEN_PARAMETER: 'token' };
const ENV = { ...NAMES, JIRA_CLOUD_ID: '', JIRA_TOKEN_KIND: 'api' } as const;

/** The ways to sign in: what functions know, and the token that the site or its gateway takes. */
const WAYS = {
  'an API token': { env: ENV, token: ACCESS.apiToken },
  'an API token with scopes': { env: { ...ENV, JIRA_CLOUD_ID: ACCESS.cloudId }, token: ACCESS.scopedToken },
  'an access token of OAuth': {
    env: { ...NAMES, JIRA_CLOUD_ID: ACCESS.cloudId, JIRA_TOKEN_KIND: 'oauth' },
    token: ACCESS.accessToken,
  },
} as const;
type Way = keyof typeof WAYS;

/** Jira with one ticket that bears the trigger, and a tracker whose secrets are read as functions read them. */
async function start(options: { isThroughProxy?: boolean; way?: Way } = {}) {
  const { clock, ...started } = await startJira();
  simulator = started.simulator;
  proxy = options.isThroughProxy === true ? await startAnsweringProxy(simulator.url) : undefined;
  const { env, token } = WAYS[options.way ?? 'an API token'];
  const stored: Record<string, string> = { email: ACCESS.email, token };
  const known = { ...stored };
  const secrets = async (names: string[], { isFresh } = { isFresh: false }) => {
    if (isFresh) Object.assign(known, stored);
    return names.map((name) => known[name] ?? '');
  };
  const siteUrl = proxy?.url ?? simulator.url;
  const auth = jiraAuth(env, secrets);
  const scopes = async () => [aScope()];
  const tracker = jiraTracker({ siteUrl, gatewayUrl: siteUrl, auth, scopes, now: clock.now });
  const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: 'Ready' });
  const store = (token: string) => {
    simulator.renewTokens(token);
    stored['token'] = token;
  };
  return { tracker, clock, store, key, ticketId: simulator.idOf(key) };
}

const asked = (operation: string) => simulator.counts().byOperation[operation] ?? 0;

const EVERY_WAY = Object.keys(WAYS) as Way[];

test.each(EVERY_WAY)('%s that has expired is a refused credential to every method', async (way) => {
  const { tracker, ticketId } = await start({ way });
  expect(await tracker.marked()).toHaveLength(1);
  simulator.expireTokens();

  for (const outcome of await Promise.allSettled(everyMethod(tracker, ticketId))) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: REFUSED });
  }
});

test('a renewed token is read and used with the next try', async () => {
  const { tracker, key, ticketId, store } = await start();
  const comment = { commentId: 'c1', body: 'The pull request is ready.' };
  await tracker.show(ticketId, MARKER_CHANGES.implementing);
  simulator.expireTokens();
  await expect(tracker.comment(ticketId, comment)).rejects.toMatchObject(REFUSED);
  store('a new token');

  expect(await tracker.comment(ticketId, comment)).toBe('shown');
  expect(await tracker.show(ticketId, MARKER_CHANGES.pr_ready)).toBe('shown');
  expect(simulator.commentsOf(key).map(({ text }) => text)).toEqual([comment.body]);
});

test('Jira is not asked again with a credential that it refused, for five minutes', async () => {
  const { tracker, clock, ticketId } = await start();
  simulator.expireTokens();
  await expect(tracker.read(ticketId)).rejects.toMatchObject(REFUSED);
  const { total } = simulator.counts();
  clock.advance(5 * MINUTE_MS - 1);
  await expect(tracker.read(ticketId)).rejects.toMatchObject(REFUSED);
  expect(simulator.counts().total).toBe(total);
  clock.advance(1);
  await expect(tracker.read(ticketId)).rejects.toMatchObject(REFUSED);

  expect(simulator.counts().total).toBeGreaterThan(total);
});

const JSON_TYPE = { 'content-type': 'application/json' };
/** What nobody is told, by a part of the path, where no header says so. */
const TO_NOBODY: Record<string, BrokenAnswer> = {
  '/search/jql': { status: 200, headers: JSON_TYPE, body: '{"issues":[]}' },
  '/field': { status: 200, headers: JSON_TYPE, body: '[]' },
  '/issue/': { status: 404, headers: JSON_TYPE, body: '{"errorMessages":["Issue does not exist"]}' },
  '/myself': { status: 401, body: 'Client must be authenticated' },
};

/** As `start`; when the token expires, no header tells it. */
async function startWithoutHeader() {
  const started = await start({ isThroughProxy: true });
  const expire = () => {
    simulator.expireTokens();
    proxy?.answerWith(({ path }) => Object.entries(TO_NOBODY).find(([part]) => path.includes(part))?.[1]);
  };
  return { ...started, expire };
}

test('where no header tells it, an empty search and a missing ticket are believed only of whom Jira knows', async () => {
  const { tracker, clock, ticketId, expire } = await startWithoutHeader();
  expect(await tracker.marked()).toHaveLength(1);
  expire();
  clock.advance(5 * MINUTE_MS);

  await expect(tracker.marked()).rejects.toMatchObject(REFUSED);
  await expect(tracker.read(ticketId)).rejects.toMatchObject(REFUSED);
});

test('a site that shows nobody a field is not taken for one that lacks ours', async () => {
  const { tracker, clock, expire } = await startWithoutHeader();
  const fresh = { tracker: 'jira' as const, jql: 'project = WEB', repoFieldValue: 'acme/site' };
  expect(await tracker.check(fresh)).toMatchObject({ refused: [] });
  const auth = jiraAuth(ENV, async () => [ACCESS.email, ACCESS.apiToken]);
  const unaware = jiraTracker({ siteUrl: proxy?.url ?? '', auth, scopes: async () => [aScope()], now: clock.now });
  expire();

  await expect(unaware.marked()).rejects.toMatchObject(REFUSED);
  await expect(unaware.check(fresh)).rejects.toMatchObject(REFUSED);
});

test('Jira is asked who we are at most once in five minutes, and again for another credential', async () => {
  const { tracker, clock, store } = await start();
  simulator.unmark('PROJ-1');
  for (let minute = 0; minute < 5; minute += 1) {
    expect(await tracker.marked()).toEqual([]);
    expect(await tracker.read('10999')).toBeUndefined();
    clock.advance(MINUTE_MS);
  }
  expect(asked('getCurrentUser')).toBe(1);
  expect(await tracker.marked()).toEqual([]);
  expect(asked('getCurrentUser')).toBe(2);
  simulator.expireTokens();
  await expect(tracker.marked()).rejects.toMatchObject(REFUSED);
  store('a new token');
  expect(await tracker.marked()).toEqual([]);

  expect(asked('getCurrentUser')).toBe(3);
});

test.each(EVERY_WAY.slice(1))('%s is a refused credential where a scope is missing', async (way) => {
  const { tracker, ticketId } = await start({ way });
  simulator.setScopes('read:jira-work', 'read:jira-user');
  expect(await tracker.read(ticketId)).toMatchObject({ ticketId });

  await expect(tracker.show(ticketId, MARKER_CHANGES.implementing)).rejects.toMatchObject({
    ...REFUSED,
    message: expect.stringContaining('a scope that the token lacks'),
  });
});
