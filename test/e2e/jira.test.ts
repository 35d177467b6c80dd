import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECRETS } from '../../shared/contract/env.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { PEOPLE_MOVES } from '../../simulators/people/people-moves.ts';
import { SEEDED_JIRA_MAPPING } from '../../simulators/seed/seed-jira.ts';
import { signedIn } from './admin-client.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// What is Jira's own, over the whole stack.

const JIRA = { ...SEEDED_JIRA_MAPPING, autoApprovePlans: false };
const WAY = ['Ready', 'Planning', 'Awaiting Approval', 'Plan Approved', 'Implementing', 'PR Ready'];

let system: QuietSystem;
let jira: JiraSimulator;
beforeAll(async () => {
  const services = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;
  system = await startQuietSystem({ services, mappings: [JIRA] });
  if (system.vendors.jira === undefined) throw new Error('Jira must be simulated');
  jira = system.vendors.jira;
  for (const key of jira.keys()) jira.unmark(key);
});
afterAll(() => system?.stop());

/** The values of `AI-Implement Status`, in the order in which they were chosen. */
function valuesOf(key: string): string[] {
  const changes = jira.changes().filter((change) => change.key === key);
  return changes.flatMap(({ event }) => /^AI-Implement Status: (.*)$/.exec(event)?.[1] ?? []);
}

function markNew(title: string): string {
  const key = jira.createIssue('PROJ', { title, repo: 'acme/backend' });
  jira.mark(key);
  return key;
}

const phasesOf = (key: string) =>
  system.github.runs().flatMap(({ inputs }) => (inputs['ticket_key'] === key ? [inputs['phase']] : []));
const shows = (key: string, value: string) => () => jira.markerOf(key) === value;

test('a plan that is approved in Jira and in the admin UI at once is implemented once', async () => {
  const key = markNew('Sort by price');
  await system.until(shows(key, 'Awaiting Approval'));
  await system.pass(2 * MINUTE_MS);
  const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
  const path = `/api/tickets/jira/${jira.idOf(key)}`;
  const { planHash } = (await admin.call('GET', `${path}/plan`)).body as { planHash: string };
  jira.setMarker(key, 'Plan Approved');
  expect(await admin.call('POST', `${path}/approve-plan`, { planHash })).toMatchObject({ status: 200 });
  await system.until(shows(key, 'PR Ready'));
  await system.pass(5 * MINUTE_MS);

  expect(valuesOf(key)).toEqual(WAY);
  expect(phasesOf(key)).toEqual(['planning', 'implementation']);
});

test('a token that dies is told to admins, and once it is renewed the ticket shows all that it missed', async () => {
  const key = markNew('Show the stock');
  await system.until(shows(key, 'Awaiting Approval'));
  const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
  const path = `/api/tickets/jira/${jira.idOf(key)}`;
  const { planHash } = (await admin.call('GET', `${path}/plan`)).body as { planHash: string };
  expect(await admin.call('POST', `${path}/approve-plan`, { planHash })).toMatchObject({ status: 200 });
  await system.until(shows(key, 'Implementing'));
  await PEOPLE_MOVES['token']?.make(system, ['jira', 'expire']);
  await system.pass(30 * MINUTE_MS);
  expect(jira.markerOf(key)).toBe('Implementing');
  expect((await admin.call('GET', '/api/overview')).body).toMatchObject({
    polls: expect.arrayContaining([
      expect.objectContaining({ tracker: 'jira', lastError: expect.stringContaining(SECRETS.jiraToken) }),
    ]),
  });
  await PEOPLE_MOVES['token']?.make(system, ['jira', 'renew']);
  await system.until(shows(key, 'PR Ready'));
  await system.pass(20 * MINUTE_MS);

  expect(valuesOf(key)).toEqual(WAY);
  expect(jira.commentsOf(key).filter(({ text }) => text.includes('/pull/'))).toHaveLength(1);
  expect((await admin.call('GET', '/api/overview')).body).toMatchObject({
    polls: expect.arrayContaining([expect.objectContaining({ tracker: 'jira', failuresInARow: 0 })]),
  });
});

test('an option that nobody made is told on the ticket, once, and the run goes on', async () => {
  const { laptop, secrets } = system;
  const admin = await signedIn(laptop.url, secrets.accessCode);
  const { mappings } = (await admin.call('GET', '/api/mappings')).body as {
    mappings: { mappingId: string; name: string }[];
  };
  const { mappingId } = mappings.find(({ name }) => name === JIRA.name) ?? {};
  const site = jira.export();
  const field = site.fields.find(({ name }) => name === 'AI-Implement Status');
  if (field !== undefined) field.options = field.options.filter(({ value }) => value !== 'Planning');
  jira.import(site);
  expect((await admin.call('GET', `/api/mappings/${mappingId}/tracker`)).body).toMatchObject({
    checks: [{ verdict: 'ok' }, { code: 'options_missing', evidence: expect.stringContaining('options Planning.') }],
  });
  const key = markNew('Compare products');
  await system.until(shows(key, 'Awaiting Approval'));

  const told = jira.commentsOf(key).filter(({ text }) => text.includes('Planning') && text.includes('no such option'));
  expect(told).toHaveLength(1);
});
