import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { LinearSeed } from '../../simulators/linear/seed.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { startLinear, type testClock } from './linear-harness.ts';

let simulator: LinearSimulator;
let tracker: Tracker;
let clock: ReturnType<typeof testClock>;
beforeEach(async () => {
  ({ simulator, tracker, clock } = await startLinear());
});
afterEach(() => simulator.stop());

const STATES: NonNullable<LinearSeed['teams'][number]['states']> = [
  { name: 'Backlog', type: 'backlog' },
  { name: 'Todo', type: 'unstarted' },
  { name: 'In Review', type: 'started' },
  { name: 'Done', type: 'completed' },
  { name: 'Released', type: 'completed' },
  { name: 'Canceled', type: 'canceled' },
  { name: 'Duplicate', type: 'duplicate' },
];

function addTicket(state = 'Todo', teamKey = 'ENG') {
  const key = simulator.createIssue(teamKey, { title: 'a ticket', labels: ['AI-Implement'], state });
  return { key, id: simulator.idOf(key) };
}

describe('markers on Linear', () => {
  it('are shown with one update, labels looked up once per team', async () => {
    const [first, second] = [addTicket(), addTicket()];
    await tracker.show(first.id, MARKER_CHANGES.implementing);
    simulator.resetCounts();
    await tracker.show(second.id, MARKER_CHANGES.implementing);
    expect(simulator.counts().byOperation).toEqual({ ShownMarkers: 1, ShowMarkers: 1 });
  });

  it('cost no update when the ticket shows them already', async () => {
    const { id } = addTicket();
    await tracker.show(id, MARKER_CHANGES.implementing);
    simulator.resetCounts();
    await tracker.show(id, MARKER_CHANGES.implementing);
    expect(simulator.counts().byOperation).toEqual({ ShownMarkers: 1 });
  });
});

describe('a merged pull request on Linear', () => {
  it.each([
    ['Backlog', 'Done'],
    ['In Review', 'Done'],
    ['Done', 'Done'],
    ['Released', 'Released'],
    ['Canceled', 'Canceled'],
    ['Duplicate', 'Duplicate'],
  ])('leads from %s to %s, and takes off the label of review', async (before, after) => {
    const team = { key: 'ENG', name: 'Engineering', states: STATES, issues: [] };
    const linear = await startLinear({ seed: { teams: [team], labels: ['AI-Implement', 'Ready for Review'] } });
    onTestFinished(() => linear.simulator.stop());
    const labels = ['AI-Implement', 'Ready for Review'];
    const key = linear.simulator.createIssue('ENG', { title: 'a ticket', labels, state: before });
    expect(await linear.tracker.show(linear.simulator.idOf(key), MARKER_CHANGES.merged)).toBe('shown');
    expect([linear.simulator.stateOf(key), linear.simulator.labelsOf(key)]).toEqual([after, ['AI-Implement']]);
  });
});

describe('labels that are missing on Linear', () => {
  it('are made for the team, and Ready for Review for the workspace', async () => {
    const { id } = addTicket();
    await tracker.show(id, MARKER_CHANGES.planning);
    await tracker.show(id, MARKER_CHANGES.pr_ready);
    const { labels, teams } = simulator.export();
    const owners = Object.fromEntries(
      labels.map((label) => [label.name, teams.find((team) => team.id === label.teamId)?.key ?? 'workspace']),
    );
    expect(owners).toEqual({
      'AI-Implement': 'workspace',
      'AI-Working': 'ENG',
      'AI-Planning': 'ENG',
      'Ready for Review': 'workspace',
    });
  });

  it('use a label that somebody made in between', async () => {
    const { key, id } = addTicket();
    await tracker.show(addTicket().id, {
      stage: 'planning' as const,
      add: ['planning'],
      remove: [],
      isInProgress: false,
    });
    const other = simulator.createIssue('ENG', { title: 'labelled by a person' });
    simulator.addLabel(other, 'AI-Working');
    expect(await tracker.show(id, MARKER_CHANGES.implementing)).toBe('shown');
    expect(simulator.labelsOf(key)).toEqual(['AI-Implement', 'AI-Working']);
    expect(simulator.export().labels.filter((label) => label.name === 'AI-Working')).toHaveLength(1);
  });

  it('make Ready for Review for the team where another team has a label of that name', async () => {
    simulator.addLabel(addTicket('Todo', 'OPS').key, 'Ready for Review');
    const { key, id } = addTicket();
    await tracker.show(id, MARKER_CHANGES.pr_ready);
    expect(simulator.labelsOf(key)).toContain('Ready for Review');
  });

  it('look again when a label was deleted since', async () => {
    await tracker.show(addTicket().id, MARKER_CHANGES.implementing);
    const state = simulator.export();
    const deleted = state.labels.find((label) => label.name === 'AI-Working')?.id;
    for (const issue of state.issues) issue.labelIds = issue.labelIds.filter((id) => id !== deleted);
    simulator.import({ ...state, labels: state.labels.filter((label) => label.id !== deleted) });
    const { key, id } = addTicket();
    expect(await tracker.show(id, MARKER_CHANGES.implementing)).toBe('shown');
    expect(simulator.labelsOf(key)).toEqual(['AI-Implement', 'AI-Working']);
  });
});

describe('tickets that change while markers are shown on Linear', () => {
  it('leave alone what a person changes between our look and our update', async () => {
    const { key, id } = addTicket();
    simulator.faults.add({ operation: 'ShownMarkers', kind: 'delay', delayMs: 1000, times: 1 });
    const showing = tracker.show(id, MARKER_CHANGES.implementing);
    await expect.poll(() => simulator.counts().byOperation).toEqual({ ShownMarkers: 1 });
    simulator.addLabel(key, 'urgent');
    simulator.unmark(key);
    clock.advance(1000);
    await showing;
    expect(simulator.labelsOf(key)).toEqual(['AI-Working', 'urgent']);
  });

  it.each([
    ['Triage', 'In Progress'],
    ['Backlog', 'In Progress'],
    ['Todo', 'In Progress'],
    ['In Review', 'In Review'],
    ['Done', 'Done'],
  ])('move a ticket in state %s to %s when a run begins', async (before, after) => {
    const { key, id } = addTicket(before);
    await tracker.show(id, MARKER_CHANGES.implementing);
    expect(simulator.stateOf(key)).toBe(after);
  });

  it('come with the first started state where the team has none named In Progress', async () => {
    const states = [
      { name: 'Open', type: 'unstarted' as const },
      { name: 'Building', type: 'started' as const },
      { name: 'Testing', type: 'started' as const },
    ];
    const started = await startLinear({
      seed: { teams: [{ key: 'LAB', name: 'Lab', states, issues: [{ title: 'x' }] }] },
    });
    await started.tracker.show(started.simulator.idOf('LAB-1'), MARKER_CHANGES.implementing);
    expect(started.simulator.stateOf('LAB-1')).toBe('Building');
    await started.simulator.stop();
  });

  it('follow a ticket to another team', async () => {
    const { key, id } = addTicket();
    await tracker.show(id, MARKER_CHANGES.implementing);
    const newKey = simulator.moveToTeam(key, 'OPS');
    await tracker.show(id, MARKER_CHANGES.implementing);
    expect(simulator.labelsOf(newKey)).toEqual(['AI-Implement', 'AI-Working']);
    await tracker.show(id, MARKER_CHANGES.implementation_failed);
    expect(simulator.labelsOf(newKey)).toEqual([]);
  });
});
