import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { MarkerStage } from '../../shared/domain/ticket-record.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { startJira } from './jira-harness.ts';

let simulator: JiraSimulator;
let tracker: Tracker;
beforeEach(async () => {
  ({ simulator, tracker } = await startJira());
});
afterEach(() => simulator.stop());

function addTicket(marker?: string) {
  const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', ...(marker && { marker }) });
  return { key, id: simulator.idOf(key) };
}

/** The marker table of the product: value before, stage, value after. */
const TABLE: [string | undefined, MarkerStage, string | undefined][] = [
  ['Ready', 'planning', 'Planning'],
  ['Plan Approved', 'planning', 'Planning'],
  ['Planning', 'plan_complete', 'Plan Approved'],
  ['Planning', 'awaiting_approval', 'Awaiting Approval'],
  ['Planning', 'planning_failed', 'Planning Failed'],
  ['Plan Approved', 'implementing', 'Implementing'],
  ['PR Ready', 'implementing', 'Implementing'],
  ['Implementing', 'implementation_failed', 'Implementation Failed'],
  ['Implementing', 'pr_ready', 'PR Ready'],
  ['PR Ready', 'merged', 'Merged'],
  ['Implementing', 'merged', 'Merged'],
  ['PR Ready', 'closed', 'PR Ready'],
  ['Implementing', 'closed', 'PR Ready'],
  ['Ready', 'closed', 'Ready'],
  ['Planning', 'cancelled', 'Planning Failed'],
  ['Planning Failed', 'cancelled', 'Planning Failed'],
  ['Implementing', 'cancelled', 'Implementation Failed'],
  [undefined, 'cancelled', 'Implementation Failed'],
  ['Implementing', 'ready', 'Ready'],
  ['Plan Approved', 'ready', 'Plan Approved'],
  [undefined, 'ready', undefined],
];

describe('markers on Jira', () => {
  it.each(TABLE)(
    'turn %s at the stage %s into %s, and showing it again changes nothing',
    async (before, stage, after) => {
      const { key, id } = addTicket(before);
      expect(await tracker.show(id, MARKER_CHANGES[stage])).toBe('shown');
      expect(simulator.markerOf(key)).toBe(after);
      expect(await tracker.show(id, MARKER_CHANGES[stage])).toBe('shown');
      expect(simulator.markerOf(key)).toBe(after);
    },
  );

  it('are the value of a field, and the workflow stays as it is', async () => {
    const { key, id } = addTicket('Ready');
    await tracker.show(id, MARKER_CHANGES.implementing);
    await tracker.show(id, MARKER_CHANGES.pr_ready);
    const events = simulator.changes().filter((change) => change.key === key);
    expect(events.map(({ event }) => event)).toEqual([
      'created',
      'AI-Implement Status: Implementing',
      'AI-Implement Status: PR Ready',
    ]);
  });

  it('cost one look and one update, and no update when they are shown', async () => {
    const { id } = addTicket('Ready');
    await tracker.show(id, MARKER_CHANGES.implementing);
    simulator.resetCounts();
    await tracker.show(id, MARKER_CHANGES.pr_ready);
    await tracker.show(id, MARKER_CHANGES.pr_ready);
    expect(simulator.counts().byOperation).toEqual({ getIssue: 2, editIssue: 1 });
  });

  it('say which option is missing, and fail nothing', async () => {
    const state = simulator.export();
    for (const field of state.fields) field.options = field.options.filter(({ value }) => value !== 'Implementing');
    simulator.import(state);
    const { key, id } = addTicket('Ready');
    expect(await tracker.show(id, MARKER_CHANGES.implementing)).toEqual({
      outcome: 'value_missing',
      field: 'AI-Implement Status',
      value: 'Implementing',
    });
    expect(simulator.markerOf(key)).toBe('Ready');
  });

  it('are shown on a ticket that bears no repository any more', async () => {
    const { key, id } = addTicket('Implementing');
    const repo = simulator.export().fields.find((field) => field.name === 'AI-Implement Repo');
    simulator.setField(key, repo?.id ?? '', null);
    expect(await tracker.show(id, MARKER_CHANGES.pr_ready)).toBe('shown');
    expect(simulator.markerOf(key)).toBe('PR Ready');
  });

  it('are put off when a ticket was written too often', async () => {
    const { id } = addTicket('Ready');
    const shows = Array.from({ length: 11 }, () => ['implementing', 'pr_ready'] as const).flat();
    const showAll = async () => {
      for (const stage of shows) await tracker.show(id, MARKER_CHANGES[stage]);
    };
    await expect(showAll()).rejects.toMatchObject({ name: 'ServiceUnavailable', reason: 'rate_limited' });
  });
});

describe('a merged pull request on Jira', () => {
  it.each([
    ['PR Ready', 'PR Ready'],
    ['Implementing', 'PR Ready'],
  ])('turns %s into %s where nobody made the option Merged', async (before, after) => {
    const statusOptions = ['Ready', 'Implementing', 'PR Ready'];
    const site = { projects: [{ key: 'PROJ', name: 'Product', issues: [] }], repos: ['acme/backend'], statusOptions };
    const jira = await startJira({ seed: site });
    onTestFinished(() => jira.simulator.stop());
    const key = jira.simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: before });
    expect(await jira.tracker.show(jira.simulator.idOf(key), MARKER_CHANGES.merged)).toBe('shown');
    expect(jira.simulator.markerOf(key)).toBe(after);
  });
});

describe('a Jira ticket', () => {
  it('is of the mappings whose repository it bears', async () => {
    const { id } = addTicket('Ready');
    const other = simulator.createIssue('PROJ', { title: 'another', repo: 'acme/site' });
    expect((await tracker.read(id))?.mappingIds).toEqual(['backend']);
    expect((await tracker.read(simulator.idOf(other)))?.mappingIds).toEqual([]);
  });

  it('leads to its page, and tells its project', async () => {
    const { key, id } = addTicket('Ready');
    expect(await tracker.read(id)).toMatchObject({ key, teamKey: 'PROJ', url: `${simulator.url}/browse/${key}` });
    expect(await (await fetch(`${simulator.url}/browse/${key}`)).text()).toContain('Ready');
  });
});
