import { expect, test } from 'vitest';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { githubApp } from '../../shared/wiring/github-app.ts';
import { secretOf } from '../../shared/wiring/secrets.ts';
import { aFunctionEnv } from '../builders/a-function-env.ts';

function recordingSecrets() {
  const asked: unknown[] = [];
  const secrets: Secrets = async (names, options) => {
    asked.push([...names, ...(options === undefined ? [] : [options])]);
    return names.map((name) => `${name}, ${asked.length}`) as never;
  };
  return { asked, secrets };
}

test('a secret is asked for with each use, and as it is stored now where that is wanted', async () => {
  const { asked, secrets } = recordingSecrets();
  const read = secretOf(secrets, '/token');
  expect(asked).toEqual([]);

  expect([await read(), await read({ isFresh: true })]).toEqual(['/token, 1', '/token, 2']);
  expect(asked).toEqual([['/token'], ['/token', { isFresh: true }]]);
});

test('id and key of the App are read together, so that they belong together', async () => {
  const { asked, secrets } = recordingSecrets();
  const env = aFunctionEnv({ GITHUB_APP_ID_PARAMETER: '/id', GITHUB_PRIVATE_KEY_PARAMETER: '/key' });

  expect(await githubApp(env, secrets).key({ isFresh: true })).toEqual({ appId: '/id, 1', privateKey: '/key, 1' });
  expect(asked).toEqual([['/id', '/key', { isFresh: true }]]);
});
