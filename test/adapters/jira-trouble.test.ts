import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { jiraTracker } from '../../shared/adapters/jira/jira-tracker.ts';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { ACCESS, basicAuth, startJira } from './jira-harness.ts';

let simulator: JiraSimulator;
afterEach(() => simulator.stop());

async function start(options: Parameters<typeof startJira>[1] = {}) {
  const started = await startJira({}, options);
  simulator = started.simulator;
  return started;
}

test('with OAuth, Jira is asked through the gateway of the cloud id, with the token as it is then', async () => {
  const tokens = [ACCESS.accessToken, 'an expired one', ACCESS.accessToken];
  await start();
  const tracker = jiraTracker({
    siteUrl: 'https://acme.atlassian.net',
    gatewayUrl: simulator.url,
    auth: { cloudId: ACCESS.cloudId, header: async () => `Bearer ${tokens.shift()}` },
    scopes: async () => [],
  });
  const id = simulator.idOf(simulator.createIssue('PROJ', { title: 'a ticket' }));

  // The look for the fields takes the first token, the look at the ticket the second, which is refused, and the third.
  expect((await tracker.read(id))?.url).toBe('https://acme.atlassian.net/browse/PROJ-1');
});

test('a wrong token is a refused credential, and no error holds it', async () => {
  const { tracker } = await start({ auth: basicAuth('wrong-token') });
  const error: unknown = await tracker.marked().catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'ServiceUnavailable', reason: 'credential_refused' });
  expect(String(error)).not.toContain('wrong-token');
});

test('a site over HTTP is refused before anything is sent', async () => {
  await start();
  const careless = () =>
    jiraTracker({ siteUrl: 'http://acme.test', auth: basicAuth('a token'), scopes: async () => [] });

  expect(careless).toThrow(/HTTPS/);
});

test.each(['timeout', 'lost_answer'] as const)('a request that ends in %s is an outage', async (kind) => {
  const { tracker } = await start({ timeoutMs: 200 });
  simulator.faults.add({ operation: '*', kind });

  await expect(tracker.marked()).rejects.toMatchObject({ name: 'ServiceUnavailable', reason: 'outage' });
});

test('a rate limit without a time says none', async () => {
  const { tracker } = await start();
  simulator.faults.add({ operation: '*', kind: 'status', status: 429 });

  await expect(tracker.marked()).rejects.toMatchObject({ reason: 'rate_limited', retryAt: undefined });
});

test('a site that is not there is not taken for a ticket that is gone', async () => {
  const { tracker } = await start();
  await tracker.marked();
  simulator.faults.add({ operation: 'getIssue', kind: 'status', status: 404, body: 'Site temporarily unavailable' });

  await expect(tracker.read('10010')).rejects.toMatchObject({ name: 'ServiceUnavailable', reason: 'outage' });
});

test('what Jira says of a ticket stands in no error', async () => {
  const { tracker } = await start();
  const id = simulator.idOf(simulator.createIssue('PROJ', { title: 'a ticket' }));
  const body = { errorMessages: ['the secret summary is wrong'], errors: {} };
  simulator.faults.add({ operation: 'editIssue', kind: 'status', status: 400, body });
  const error: unknown = await tracker.show(id, MARKER_CHANGES.planning).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'JiraRefusal', message: 'jira: ShowStatus was refused (status 400)' });
});

test('an answer of another shape is an outage', async () => {
  const { tracker } = await start();
  simulator.faults.add({ operation: 'getFields', kind: 'status', status: 200, body: { values: 'none' } });

  await expect(tracker.marked()).rejects.toMatchObject({ reason: 'outage' });
});

test('an outage between two pages loses nothing and lists nothing', async () => {
  const { tracker, clock } = await start();
  for (let n = 0; n < 150; n += 1) {
    simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: 'Ready' });
  }
  const operation = 'searchAndReconsileIssuesUsingJqlPost';
  simulator.faults.add({ operation, kind: 'delay', delayMs: 1, times: 1 });
  const listing = expect(tracker.marked()).rejects.toMatchObject({ reason: 'outage' });
  await expect.poll(() => simulator.counts().byOperation[operation]).toBe(1);
  simulator.faults.add({ operation, kind: 'status', status: 502, times: 1 });
  clock.advance(1);
  await listing;

  expect(await tracker.marked()).toHaveLength(150);
});

test('a ticket id is one part of an address, whatever it holds', async () => {
  const { tracker } = await start();

  expect(await tracker.read('../myself')).toBeUndefined();
  expect(await tracker.comment('../myself', { commentId: randomUUID(), body: 'lost' })).toBe('gone');
});
