import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JiraSimulator } from '../../local/simulators/jira/simulator.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

// Linear and Jira side by side, over the whole stack.

const MINUTE_MS = 60_000;
let system: WholeSystem;
let jira: JiraSimulator;
beforeAll(async () => {
  const services = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;
  system = await startWholeSystem({ services });
  if (system.vendors.jira === undefined) throw new Error('Jira must be simulated');
  jira = system.vendors.jira;
}, 120_000);
afterAll(() => system?.stop());

/** The values of `AI-Implement Status`, in the order in which they were shown. */
function valuesOf(key: string): string[] {
  const status = /^AI-Implement Status: (.*)$/;
  return jira.changes().flatMap((change) => (change.key === key ? (status.exec(change.event)?.[1] ?? []) : []));
}

test('a ticket of Jira goes from Ready to a pull request with the values of the table', {
  timeout: 120_000,
}, async () => {
  await system.until(() => jira.markerOf('PROJ-1') === 'PR Ready', 60 * MINUTE_MS);

  expect(valuesOf('PROJ-1')).toEqual(['Planning', 'Plan Approved', 'Implementing', 'PR Ready']);
  expect(jira.stateOf('PROJ-1')).toBe('To Do');
});
