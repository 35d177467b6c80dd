import { expect, test } from 'vitest';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { openTrackers, trackerOpeners, trackerSecrets } from '../../shared/wiring/trackers.ts';
import { aFunctionEnv } from '../builders/a-function-env.ts';
import { fakeMappingStore } from '../fakes/fake-mapping-store.ts';

const env = aFunctionEnv({
  LINEAR_API_URL: 'http://127.0.0.1:9/graphql',
  LINEAR_API_KEY_PARAMETER: '/linear-key',
  JIRA_SITE_URL: 'http://127.0.0.1:9',
  JIRA_CLOUD_ID: '',
  JIRA_TOKEN_KIND: 'api',
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
