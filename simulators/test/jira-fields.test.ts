import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACCESS, startJira } from '../../test/adapters/jira-harness.ts';
import type { JiraSimulator } from '../jira/simulator.ts';

const SELECT = 'com.atlassian.jira.plugin.system.customfieldtypes:select';
const searcherKey = 'com.atlassian.jira.plugin.system.customfieldtypes:multiselectsearcher';

let jira: JiraSimulator;
beforeEach(async () => {
  ({ simulator: jira } = await startJira());
});
afterEach(() => jira.stop());

async function send(method: 'GET' | 'POST', path: string, body?: object) {
  const authorization = `Basic ${Buffer.from(`${ACCESS.email}:${ACCESS.apiToken}`).toString('base64')}`;
  const response = await fetch(`${jira.url}/rest/api/3${path}`, {
    ...{ method, headers: { authorization, 'content-type': 'application/json' } },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

test('an administrator makes a field with options, and nobody else does', async () => {
  const field = { name: 'Colour', type: SELECT, searcherKey };
  expect(await send('POST', '/field', field)).toMatchObject({ status: 403 });
  jira.letAdminister();

  const made = await send('POST', '/field', field);
  expect(made).toMatchObject({ status: 201, body: { name: 'Colour', schema: { custom: SELECT } } });
  const { body } = await send('GET', `/field/${made.body.id}/context`);
  const options = `/field/${made.body.id}/context/${body.values[0].id}/option`;
  expect(await send('POST', options, { options: [{ value: 'red' }] })).toMatchObject({ status: 200 });
  expect(await send('POST', options, { options: [{ value: 'red' }] })).toMatchObject({ status: 400 });
  expect(jira.export().fields.find(({ name }) => name === 'Colour')?.options).toMatchObject([{ value: 'red' }]);
});

test('a field without the searcher of its type is refused', async () => {
  jira.letAdminister();

  expect(await send('POST', '/field', { name: 'Colour', type: SELECT })).toMatchObject({ status: 400 });
});
