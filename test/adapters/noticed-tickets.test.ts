import { afterEach, expect, test } from 'vitest';
import { ORGANIZATION_ID } from '../../simulators/linear/webhooks/payload.ts';
import { aScope, startJira } from './jira-harness.ts';
import { startLinear } from './linear-harness.ts';

let stop = async () => {};
afterEach(() => stop());

test('Linear tells of which organization a ticket is, with the same request', async () => {
  const { simulator, tracker } = await startLinear();
  stop = simulator.stop;
  const key = simulator.createIssue('ENG', { title: 'a ticket' });
  const ticketId = simulator.idOf(key);

  expect(await tracker.noticed({ ticketId, organizationId: ORGANIZATION_ID })).toMatchObject({ key });
  expect(await tracker.noticed({ ticketId, organizationId: 'another' })).toBe('foreign');
  expect(simulator.counts().byOperation).toEqual({ NoticedTicket: 2 });
});

const OF_WEB = aScope({ mappingId: 'web', jql: 'project = WEB' });
const OF_PROJ = aScope({ mappingId: 'proj', jql: 'project = PROJ' });
const NARROW = aScope({ mappingId: 'narrow', jql: 'project = PROJ AND labels = urgent' });
const BROKEN = aScope({ mappingId: 'broken', jql: 'project = GONE' });

test.each([
  ['Ready', ['proj']],
  ['Plan Approved', ['proj']],
])('on Jira a ticket with %s is of the mappings whose query finds it', async (marker, mappingIds) => {
  const { simulator, tracker } = await startJira({}, { scopes: [OF_WEB, OF_PROJ, NARROW, BROKEN] });
  stop = simulator.stop;
  const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker });

  expect(await tracker.noticed({ ticketId: simulator.idOf(key) })).toMatchObject({ key, mappingIds });
});

test('a value that was chosen a moment ago is found, though searches lag', async () => {
  const { simulator, tracker } = await startJira({ listingLagMs: 60_000 }, { scopes: [OF_PROJ] });
  stop = simulator.stop;
  const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend' });
  simulator.mark(key);

  expect(await tracker.marked()).toEqual([]);
  expect(await tracker.noticed({ ticketId: simulator.idOf(key) })).toMatchObject({ mappingIds: ['proj'] });
});

test('no search is made for a ticket that asks for no run', async () => {
  const { simulator, tracker } = await startJira({}, { scopes: [OF_PROJ] });
  stop = simulator.stop;
  const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: 'Implementing' });
  await tracker.noticed({ ticketId: simulator.idOf(key) });

  expect(simulator.requests().map(({ operation }) => operation)).not.toContain('NoticedIssue');
  expect(simulator.requests().filter(({ operation }) => /search/i.test(operation))).toEqual([]);
});
