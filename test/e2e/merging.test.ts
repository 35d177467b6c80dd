import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { PEOPLE_MOVES } from '../../simulators/people/people-moves.ts';
import { MAPPINGS_WITHOUT_PLANNING } from '../../simulators/seed/seed.ts';
import { SEEDED_JIRA_MAPPING } from '../../simulators/seed/seed-jira.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// A person merges what a run opened, in the workflow that we ship, and sees the ticket done.

let system: QuietSystem;
let jira: JiraSimulator;
beforeAll(async () => {
  const services = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;
  const mappings = [...MAPPINGS_WITHOUT_PLANNING, { ...SEEDED_JIRA_MAPPING, planningEnabled: false }];
  system = await startQuietSystem({ services, mappings, runs: 'executed' });
  if (system.vendors.jira === undefined) throw new Error('Jira must be simulated');
  jira = system.vendors.jira;
  for (const key of jira.keys()) jira.unmark(key);
}, 120_000);
afterAll(() => system?.stop());

const statusOf = async (ref: { tracker: 'linear' | 'jira'; ticketId: string }) =>
  (await system.stores.tickets.read(ref))?.status;
const move = (name: string, key: string) => PEOPLE_MOVES[name]?.make(system, [key]);

async function reviewed(title: string): Promise<{ key: string; ref: { tracker: 'linear'; ticketId: string } }> {
  const key = system.markNew('ENG', title, 'Greet people by their name.');
  const ref = { tracker: 'linear', ticketId: system.linear.idOf(key) } as const;
  await system.until(async () => (await statusOf(ref)) === 'pr_ready' && system.laptop.isIdle());
  return { key, ref };
}

test('merging leads to Done on Linear, without a person touching the ticket', async () => {
  const { key, ref } = await reviewed('Greet by name');
  expect(system.linear.labelsOf(key)).toEqual(['AI-Implement', 'Ready for Review']);
  await move('merge', key);
  await system.until(async () => (await statusOf(ref)) === 'merged' && system.laptop.isIdle());

  expect([system.linear.stateOf(key), system.linear.labelsOf(key)]).toEqual(['Done', ['AI-Implement']]);
});

test('closing is said on the ticket, reopening takes it back, and what no webhook tells of is found within half an hour', async () => {
  const { key, ref } = await reviewed('Greet in French');
  await move('close', key);
  await system.until(async () => (await statusOf(ref)) === 'closed' && system.laptop.isIdle());
  expect(system.linear.labelsOf(key)).toEqual([]);
  expect(system.linear.commentsOf(key).at(-1)?.body).toMatch(/^🚫 Pull request closed without being merged: /);
  await move('reopen', key);
  await system.until(async () => (await statusOf(ref)) === 'pr_ready' && system.laptop.isIdle());
  expect(system.linear.labelsOf(key)).toEqual(['Ready for Review']);

  system.github.hook.addFault({ kind: 'dropped', event: 'pull_request', times: 1 });
  await move('merge', key);
  await system.pass(35 * MINUTE_MS);

  expect([await statusOf(ref), system.linear.stateOf(key), system.linear.labelsOf(key)]).toEqual([
    'merged',
    'Done',
    [],
  ]);
});

test('merging leads to Merged on Jira, whose workflow stays with its people', async () => {
  const key = jira.createIssue('PROJ', { title: 'Sort by price', repo: 'acme/backend' });
  const ref = { tracker: 'jira', ticketId: jira.idOf(key) } as const;
  jira.mark(key);
  await system.until(async () => (await statusOf(ref)) === 'pr_ready' && system.laptop.isIdle());
  const before = jira.stateOf(key);
  await move('merge', key);
  await system.until(async () => (await statusOf(ref)) === 'merged' && system.laptop.isIdle());

  expect([jira.markerOf(key), jira.stateOf(key)]).toEqual(['Merged', before]);
});

test('all of this broke no permission, and no simulator', () => {
  expect(system.laptop.counters.denials()).toEqual([]);
  expect(system.github.failures).toEqual([]);
});
