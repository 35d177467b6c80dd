import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LinearSimulator } from '../../local/simulators/linear/simulator.ts';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import { API_KEY, startLinear } from './linear-harness.ts';

let simulator: LinearSimulator;
let tracker: Tracker;
beforeEach(async () => {
  ({ simulator, tracker } = await startLinear());
});
afterEach(() => simulator.stop());

/** Makes a label as a person does on Linear's settings page, of the workspace or of team ENG. */
async function makeLabel(name: string, owner: 'workspace' | 'team'): Promise<void> {
  const teamId = simulator.export().teams.find(({ key }) => key === 'ENG')?.id;
  const input = { name, ...(owner === 'team' && { teamId }) };
  const query = 'mutation Make($input: IssueLabelCreateInput!) { issueLabelCreate(input: $input) { success } }';
  const headers = { authorization: API_KEY, 'content-type': 'application/json' };
  const body = JSON.stringify({ query, variables: { input } });
  const answer = await (await fetch(simulator.url, { method: 'POST', headers, body })).json();
  expect(answer).toMatchObject({ data: { issueLabelCreate: { success: true } } });
}

function addTicket() {
  const key = simulator.createIssue('ENG', { title: 'a ticket', labels: ['AI-Implement'], state: 'Todo' });
  return { key, id: simulator.idOf(key) };
}

test.fails.each([
  ['Ready for review', 'workspace'],
  ['ready for review', 'team'],
  ['ai-working', 'workspace'],
] as const)(
  'a label %s of the %s that differs in capitals is adopted, and markers are shown with it',
  async (name, owner) => {
    await makeLabel(name, owner);
    const { key, id } = addTicket();
    expect(await tracker.show(id, MARKER_CHANGES.implementing)).toBe('shown');
    expect(await tracker.show(id, MARKER_CHANGES.pr_ready)).toBe('shown');
    const labels = simulator.labelsOf(key).map((label) => label.toLowerCase());
    expect(labels).toEqual(['ai-implement', 'ready for review']);
  },
);
