import { type OperationDefinitionNode, parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import { startLinear } from '../../test/adapters/linear-harness.ts';
import { linearSchema } from '../linear/api.ts';
import { complexityOf } from '../linear/complexity.ts';
import { type LinearSeed, must, stateFromSeed } from '../linear/seed.ts';
import type { LinearSimulator } from '../linear/simulator.ts';
import { openWorkspace } from '../linear/workspace.ts';

let simulator: LinearSimulator;
afterEach(() => simulator?.stop());

const SEED: LinearSeed = {
  teams: [
    { key: 'ENG', name: 'Engineering', issues: [{ title: 'first', labels: ['AI-Implement'] }, { title: 'second' }] },
    { key: 'OPS', name: 'Operations', issues: [] },
  ],
};

async function start(options: Parameters<typeof startLinear>[0] = {}) {
  const started = await startLinear({ seed: SEED, ...options });
  simulator = started.simulator;
  return started;
}

describe('the simulator of Linear', () => {
  it.each([
    ['{ issue(id: "x") { id title } }', 2],
    ['{ issues(first: 10) { nodes { id title } } }', 13],
    ['{ issues { nodes { id } } }', 56],
    ['query Q($n: Int) { issues(first: $n) { nodes { labels(first: 10) { nodes { id } } } } }', 27],
    ['{ issues(first: 10) { nodes { ...F } } } fragment F on Issue { id title }', 13],
  ])('scores %s as documented', (query, points) => {
    const document = parse(query);
    const operation = document.definitions[0] as OperationDefinitionNode;
    expect(complexityOf(linearSchema(), document, operation, { n: 2 })).toBe(points);
  });

  it('lets people work, and shows what they did', async () => {
    await start();
    simulator.mark('ENG-2');
    simulator.unmark('ENG-1');
    simulator.comment('ENG-1', 'not now');
    simulator.block('ENG-2', 'ENG-1');
    simulator.done('ENG-1');
    const key = simulator.createIssue('OPS', { title: 'third', priority: 1 });
    expect(key).toBe('OPS-1');
    expect(simulator.labelsOf('ENG-2')).toEqual(['AI-Implement']);
    expect(simulator.commentsOf('ENG-1').map((comment) => comment.body)).toEqual(['not now']);
    expect(simulator.stateOf('ENG-1')).toBe('Done');
    expect(simulator.changes().map(({ key, event }) => `${key} ${event}`)).toEqual([
      'ENG-2 label added: AI-Implement',
      'ENG-1 label removed: AI-Implement',
      'ENG-1 comment posted',
      'ENG-2 blocked by ENG-1',
      'ENG-1 state: Done',
      'OPS-1 created',
    ]);
  });

  it('tells when something happened, by its clock', async () => {
    const { clock, tracker } = await start();
    clock.advance(90_000);
    await tracker.show(simulator.idOf('ENG-1'), MARKER_CHANGES.implementing);
    const at = new Date(clock.now()).toISOString();
    expect(simulator.changes()).toEqual([
      { at, key: 'ENG-1', event: 'label added: AI-Working' },
      { at, key: 'ENG-1', event: 'state: In Progress' },
    ]);
  });
});

describe('the workspace of the simulator of Linear', () => {
  it('keeps the identity of a ticket that moves to another team, and knows its former key', async () => {
    await start();
    const id = simulator.idOf('ENG-1');
    expect(simulator.moveToTeam('ENG-1', 'OPS')).toBe('OPS-1');
    expect(simulator.idOf('OPS-1')).toBe(id);
    expect(simulator.labelsOf('ENG-1')).toEqual(['AI-Implement']);
  });

  it('refuses a move of a ticket that does not exist', async () => {
    await start();
    expect(() => simulator.mark('ENG-99')).toThrow('the workspace has no ticket ENG-99');
  });

  it('shows a write in listings only after the lag, and at once where the ticket itself is read', async () => {
    const { clock, tracker } = await start({ listingLagMs: 5000 });
    simulator.unmark('ENG-1');
    simulator.createIssue('ENG', { title: 'new', labels: ['AI-Implement'] });
    expect((await tracker.marked()).map((ticket) => ticket.key)).toEqual(['ENG-1']);
    expect((await tracker.read(simulator.idOf('ENG-1')))?.markers).toEqual([]);
    clock.advance(5000);
    expect((await tracker.marked()).map((ticket) => ticket.key)).toEqual(['ENG-3']);
  });

  it('goes on with an exported workspace', async () => {
    const before = await start();
    simulator.mark('ENG-2');
    simulator.addLabel('ENG-2', 'a label of the team');
    const exported = JSON.parse(JSON.stringify(simulator.export()));
    await before.simulator.stop();

    const { tracker } = await start({ seed: { teams: [] } });
    simulator.import(exported);
    expect((await tracker.marked()).map((ticket) => ticket.key)).toEqual(['ENG-2', 'ENG-1']);
    expect(simulator.export()).toEqual(exported);
    expect(simulator.createIssue('ENG', { title: 'third' })).toBe('ENG-3');
  });

  it('makes the same workspace of the same seed', async () => {
    const { simulator: first, clock } = await start();
    const exported = first.export();
    await first.stop();
    await start({ clock });
    expect(simulator.export()).toEqual(exported);
  });

  it('shows a ticket to a browser, with its text as text', async () => {
    const { tracker } = await start();
    simulator.comment('ENG-1', '<script>alert(1)</script>');
    const url = (await tracker.read(simulator.idOf('ENG-1')))?.url ?? '';
    const page = await (await fetch(url)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>');
  });
});

describe('an update of the simulated Linear', () => {
  it('changes at one moment what one update changes, however its clock goes on meanwhile', () => {
    let moment = 0;
    const tick = () => {
      moment += 1;
      return moment;
    };
    const workspace = openWorkspace(stateFromSeed(SEED, 0), { now: tick, lagMs: 0, onChange() {} });
    const ids = ['AI-Working', 'AI-Planning'].map((name) => workspace.addLabel({ name, teamId: null }).id);
    workspace.updateIssue(must(workspace.findIssue('ENG-1'), 'ENG-1'), { labelIds: ids }, 'people');
    const { log } = workspace.state;
    expect(log).toHaveLength(3);
    expect(new Set(log.map(({ at }) => at)).size).toBe(1);
  });
});
