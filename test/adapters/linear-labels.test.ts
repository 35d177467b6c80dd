import { afterEach, beforeEach, expect, test } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { API_KEY, startLinear } from './linear-harness.ts';

let simulator: LinearSimulator;
let tracker: Tracker<'linear'>;
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

test.each([
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

test('a label that differs in capitals is read back as the marker, and approves', async () => {
  await makeLabel('PLAN-APPROVED', 'team');
  const { key, id } = addTicket();
  simulator.addLabel(key, 'plan-approved');
  expect((await tracker.read(id))?.markers).toEqual(['trigger', 'plan_approved']);
  expect(await tracker.approver(id)).toBe('robin');
  await tracker.show(id, MARKER_CHANGES.awaiting_approval);
  expect(simulator.labelsOf(key)).toEqual(['AI-Implement', 'Plan-Complete']);
});

test('a ticket that is marked with a label in other capitals is listed', async () => {
  const seed = {
    labels: ['ai-implement'],
    teams: [{ key: 'ENG', name: 'Engineering', issues: [{ title: 'a ticket', labels: ['ai-implement'] }] }],
  };
  const started = await startLinear({ seed });
  expect((await started.tracker.marked()).map(({ key }) => key)).toEqual(['ENG-1']);
  await started.simulator.stop();
});

test('a label whose group the ticket bears another label of is told, and everything else is shown', async () => {
  simulator.groupLabel('ENG', 'AI-Working', 'Stage');
  simulator.groupLabel('ENG', 'In design', 'Stage');
  const { key, id } = addTicket();
  simulator.addLabel(key, 'In design');
  const excluded = { outcome: 'labels_excluded', labels: ['AI-Working'], groups: ['Stage'] };
  expect(await tracker.show(id, MARKER_CHANGES.planning)).toEqual(excluded);
  expect(simulator.labelsOf(key)).toEqual(['AI-Implement', 'AI-Planning', 'In design']);
  expect(simulator.stateOf(key)).toBe('In Progress');
});

test('of two labels of ours in one group the first is shown, and a stage takes the place of the one before', async () => {
  for (const label of ['AI-Working', 'AI-Planning', 'Ready for Review']) simulator.groupLabel('ENG', label, 'AI');
  const { key, id } = addTicket();
  expect(await tracker.show(id, MARKER_CHANGES.planning)).toMatchObject({ labels: ['AI-Planning'], groups: ['AI'] });
  expect(simulator.labelsOf(key)).toEqual(['AI-Implement', 'AI-Working']);
  expect(await tracker.show(id, MARKER_CHANGES.pr_ready)).toBe('shown');
  expect(simulator.labelsOf(key)).toEqual(['AI-Implement', 'Ready for Review']);
});

test('a group that has the name of a label of ours is told', async () => {
  simulator.groupLabel('ENG', 'x', 'AI-Working');
  const { id } = addTicket();
  expect(await tracker.show(id, MARKER_CHANGES.implementing)).toMatchObject({ groups: ['AI-Working'] });
});

test('once people have mended a group, the next try shows the label', async () => {
  simulator.groupLabel('ENG', 'AI-Working', 'Stage');
  simulator.groupLabel('ENG', 'In design', 'Stage');
  const { key, id } = addTicket();
  simulator.addLabel(key, 'In design');
  await tracker.show(id, MARKER_CHANGES.implementing);
  simulator.removeLabel(key, 'In design');
  expect(await tracker.show(id, MARKER_CHANGES.implementing)).toBe('shown');
});

test('the check of a team names labels that are taken as they stand, and groups in the way', async () => {
  await makeLabel('Ready for review', 'workspace');
  simulator.groupLabel('ENG', 'AI-Working', 'Stage');
  expect(await tracker.check({ tracker: 'linear', teamKey: 'ENG' })).toEqual({
    refused: [],
    problems: [expect.stringMatching(/"AI-Working" is in the group "Stage"/)],
    missingValues: [],
    notes: ['The label "Ready for review" stands already, and is used as "Ready for Review".'],
  });
  expect((await tracker.check({ tracker: 'linear', teamKey: 'OPS' })).problems).toEqual([]);
});

test.each(['WEB', 'eng', 'ENG"'])('a team %s, which does not exist, is refused', async (teamKey) => {
  expect(await tracker.check({ tracker: 'linear', teamKey })).toMatchObject({
    refused: [expect.stringContaining(`no team with the key "${teamKey}"`)],
  });
});
