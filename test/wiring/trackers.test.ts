import { expect, test } from 'vitest';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { lazyTracker } from '../../shared/wiring/lazy-tracker.ts';
import { openTrackers, trackerOpeners, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { aFunctionEnv } from '../builders/a-function-env.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { fakeMappingStore } from '../fakes/fake-mapping-store.ts';
import { fakeTracker } from '../fakes/fake-tracker.ts';

const env = aFunctionEnv({
  LINEAR_API_URL: 'http://127.0.0.1:9/graphql',
  LINEAR_API_KEY_PARAMETER: '/linear-key',
  JIRA_SITE_URL: 'http://127.0.0.1:9',
  JIRA_CLOUD_ID: '',
  JIRA_EMAIL_PARAMETER: '/jira-email',
  JIRA_TOKEN_PARAMETER: '/jira-token',
});

function deps() {
  const asked: string[][] = [];
  const secrets: Secrets = async (names) => {
    asked.push([...names]);
    return names.map((name) => `value of ${name}`) as never;
  };
  return { asked, mappings: fakeMappingStore(), secrets };
}

test('a deployment has the trackers that it has an address of', () => {
  expect(Object.keys(openTrackers(env, deps()))).toEqual(['linear', 'jira']);
  expect(Object.keys(openTrackers({ ...env, LINEAR_API_URL: '' }, deps()))).toEqual(['jira']);
  expect(Object.keys(trackerOpeners({ ...env, JIRA_SITE_URL: '' }, deps()))).toEqual(['linear']);
});

test('secrets are named for the trackers that are there, and for none that reads its own', () => {
  expect(trackerSecrets(env)).toEqual(['/linear-key']);
  expect(trackerSecrets({ ...env, LINEAR_API_URL: '' })).toEqual([]);
});

test('no secret is read before a tracker is asked', async () => {
  const { asked, ...given } = deps();
  const { linear } = openTrackers(env, given);
  expect(asked).toEqual([]);

  await expect(linear?.read('ticket-1')).rejects.toMatchObject({ reason: 'outage' });

  expect(asked).toEqual([['/linear-key']]);
});

test('a tracker is opened once, and again after an opening that failed', async () => {
  const opened = fakeTracker();
  opened.put(aTicket());
  let openings = 0;
  const tracker = lazyTracker('linear', async () => {
    openings += 1;
    if (openings === 1) throw new Error('no secret');
    return opened as typeof opened & { name: 'linear' };
  });

  await expect(tracker.marked()).rejects.toThrow('no secret');
  expect(await tracker.marked()).toHaveLength(1);
  expect(await tracker.read(aTicket().ticketId)).toMatchObject({ key: 'ENG-1' });
  expect(openings).toBe(2);
});

test('every call of a lazy tracker reaches the one that is opened', async () => {
  const opened = fakeTracker();
  const tracker = lazyTracker('linear', async () => opened as typeof opened & { name: 'linear' });

  await tracker.marked();
  await tracker.read('t');
  await tracker.readMany([]);
  await tracker.show('t', { stage: 'ready', add: [], remove: [], isInProgress: false });
  await tracker.comment('t', { commentId: 'c', body: '' });
  await tracker.ourComments('t', []);
  await tracker.approver('t');
  await tracker.related('t');
  await tracker.check({ tracker: 'linear', teamKey: 'ENG' });

  expect(new Set(Object.values(opened.calls))).toEqual(new Set([1]));
});
