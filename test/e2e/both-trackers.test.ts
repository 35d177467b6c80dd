import { afterAll, beforeAll, expect, test } from 'vitest';
import { SEEDED_JIRA_MAPPING } from '../../local/seed-jira.ts';
import type { JiraSimulator } from '../../local/simulators/jira/simulator.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { signedIn } from './admin-client.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Linear and Jira side by side, over the whole stack; plans wait for a person on both.

const LINEAR = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend', autoApprovePlans: false };
const JIRA = { ...SEEDED_JIRA_MAPPING, autoApprovePlans: false };
const WAY = ['Ready', 'Planning', 'Awaiting Approval', 'Plan Approved', 'Implementing', 'PR Ready'];

let system: QuietSystem;
let jira: JiraSimulator;
beforeAll(async () => {
  const services = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;
  system = await startQuietSystem({ services, mappings: [LINEAR, JIRA] });
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

test('a ticket of Jira goes its way, though every call fails once and searches lag behind', async () => {
  jira.setListingLag(10_000);
  const operations = ['searchAndReconsileIssuesUsingJqlPost', 'getIssue', 'editIssue', 'getComments', 'addComment'];
  for (const operation of [...operations, 'getCommentsByIds', 'getFieldsPaginated', 'getCurrentUser'])
    jira.faults.add({ operation, kind: 'status', status: 503, times: 1 });
  const key = markNew('Filter by price');
  // What is approved before the plan stands there whole is no approval.
  await system.until(() => jira.commentsOf(key).some(({ text }) => text.includes('waits for approval')));
  await system.pass(5 * MINUTE_MS);
  jira.setMarker(key, 'Plan Approved');
  await system.until(shows(key, 'PR Ready'));
  jira.faults.clear();
  jira.setListingLag(0);

  // The tracker may have been out of reach while it was planned.
  const isKept = (value: string) => value !== 'Planning';
  expect(valuesOf(key).filter(isKept)).toEqual(WAY.filter(isKept));
  expect(phasesOf(key)).toEqual(['planning', 'implementation']);
  expect(jira.stateOf(key)).toBe('To Do');
  const firstLines = jira.commentsOf(key).map(({ text }) => text.split('\n')[0] ?? '');
  expect(firstLines.filter((line) => line.includes('AI Planning'))).toHaveLength(3);
  expect(new Set(firstLines).size).toBe(firstLines.length);
});

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

test('Jira is down for an hour: Linear goes on, and then what was wanted on Jira is shown', async () => {
  const { linear, clock } = system;
  const key = markNew('Search by colour');
  await system.until(shows(key, 'Planning'));
  jira.faults.add({ operation: '*', kind: 'status', status: 503, untilAt: clock.now() + HOUR_MS });
  const other = system.markNew('ENG', 'Export colours', '');
  await system.until(() => linear.labelsOf(other).includes('Plan-Complete'), 10 * MINUTE_MS);
  await system.pass(2 * MINUTE_MS);
  linear.addLabel(other, 'Plan-Approved');
  await system.until(() => linear.labelsOf(other).includes('Ready for Review'), 20 * MINUTE_MS);
  expect(jira.markerOf(key)).toBe('Planning');
  await system.until(shows(key, 'Awaiting Approval'), 2 * HOUR_MS);

  expect(phasesOf(key)).toEqual(['planning']);
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
  expect((await admin.call('GET', `/api/mappings/${mappingId}/tracker`)).body).toEqual({
    ...{ problems: [], missingValues: ['Planning'] },
  });
  const key = markNew('Compare products');
  await system.until(shows(key, 'Awaiting Approval'));

  const told = jira.commentsOf(key).filter(({ text }) => text.includes('Planning') && text.includes('no such option'));
  expect(told).toHaveLength(1);
});
