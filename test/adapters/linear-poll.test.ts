import { afterEach, describe, expect, it } from 'vitest';
import type { IssueSeed, LinearSeed } from '../../simulators/linear/seed.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { startLinear } from './linear-harness.ts';

let simulator: LinearSimulator;
afterEach(() => simulator.stop());

function marked(count: number, issue: Partial<IssueSeed> = {}): IssueSeed[] {
  return Array.from({ length: count }, (_, n) => ({ title: `ticket ${n + 1}`, labels: ['AI-Implement'], ...issue }));
}

async function pollOf(seed: Partial<LinearSeed> & { issues: IssueSeed[] }) {
  const { issues, ...rest } = seed;
  const teams = [{ key: 'ENG', name: 'Engineering', issues }];
  const started = await startLinear({ seed: { teams, ...rest } });
  simulator = started.simulator;
  const tickets = await started.tracker.marked();
  return { tickets, counts: simulator.counts(), ...started };
}

describe('a poll of Linear', () => {
  it.each([
    [0, 1],
    [50, 1],
    [55, 2],
    [120, 3],
  ])('lists %i marked tickets with %i requests and no look-up of labels', async (count, requests) => {
    const { tickets, counts } = await pollOf({ issues: marked(count) });
    expect(new Set(tickets.map((ticket) => ticket.key)).size).toBe(count);
    expect(counts.byOperation).toEqual({ MarkedTickets: requests });
  });

  it('costs less than 10,000 points a page, and few enough for a poll a minute', async () => {
    const { counts } = await pollOf({ issues: marked(60) });
    const points = counts.complexityByOperation['MarkedTickets'] ?? 0;
    expect(points).toBeGreaterThan(1000);
    expect(points).toBeLessThan(10_000);
    expect(points * 60).toBeLessThan(3_000_000);
  });

  it('finds the 25 blockers of a ticket with one request more', async () => {
    const blockers = Array.from({ length: 25 }, (_, n) => ({ title: `blocker ${n + 1}` }));
    const blockedBy = blockers.map((_, n) => `ENG-${n + 1}`);
    const { tickets, counts } = await pollOf({ issues: [...blockers, ...marked(1, { blockedBy })] });
    expect(tickets[0]?.blockedBy.toSorted()).toEqual(blockedBy.toSorted());
    expect(counts.byOperation).toEqual({ MarkedTickets: 1, MoreOfTickets: 1 });
  });

  it('asks once for every 50 tickets that have more than ten relations, below 10,000 points', async () => {
    const blockers = Array.from({ length: 12 }, (_, n) => ({ title: `blocker ${n + 1}` }));
    const blockedBy = blockers.map((_, n) => `ENG-${n + 1}`);
    const { tickets, counts } = await pollOf({ issues: [...blockers, ...marked(60, { blockedBy })] });
    expect(tickets.every((ticket) => ticket.blockedBy.length === 12)).toBe(true);
    expect(counts.byOperation).toEqual({ MarkedTickets: 2, MoreOfTickets: 2 });
    expect(counts.complexityByOperation['MoreOfTickets']).toBeLessThan(10_000);
  });

  it('reads on when even the second page of relations is not the last', async () => {
    const blockers = Array.from({ length: 70 }, (_, n) => ({ title: `blocker ${n + 1}` }));
    const blockedBy = blockers.map((_, n) => `ENG-${n + 1}`);
    const { tickets, counts } = await pollOf({ issues: [...blockers, ...marked(1, { blockedBy })] });
    expect(tickets[0]?.blockedBy).toHaveLength(70);
    expect(counts.byOperation['MoreOfTickets']).toBe(2);
  });

  it('sees a marker behind twenty other labels', async () => {
    const others = Array.from({ length: 20 }, (_, n) => `area ${n + 1}`);
    const labels = ['AI-Implement', 'Plan-Complete', ...others];
    const issue = { title: 'much labelled', labels: ['AI-Implement', ...others, 'Plan-Complete'] };
    const { tickets } = await pollOf({ labels, issues: [issue] });
    expect(tickets[0]?.markers).toEqual(['trigger', 'plan_complete']);
    expect(tickets[0]?.labels).toHaveLength(22);
  });
});

describe('a stretch of a listing of Linear', () => {
  it('reads no more pages than it is told to, and goes on where it was cut', async () => {
    const { tracker } = await pollOf({ issues: marked(120) });
    const read: object[] = [];
    let after: string | undefined;
    const onRead = (told: { pages: number; next: string | undefined }) => {
      read.push({ pages: told.pages, isCut: told.next !== undefined });
      after = told.next;
    };
    const first = await tracker.marked(() => {}, 'startable', { pages: 2, onRead });
    const second = await tracker.marked(() => {}, 'startable', { pages: 2, after, onRead });

    expect(new Set([...first, ...second].map(({ key }) => key)).size).toBe(120);
    expect(first).toHaveLength(100);
    expect(read).toEqual([
      { pages: 2, isCut: true },
      { pages: 1, isCut: false },
    ]);
  });
});

describe('a ticket of Linear, in our words', () => {
  it('has its project, team, priority and all label names', async () => {
    const issue = { title: 'whole', labels: ['AI-Implement', 'backend'], priority: 1 as const, project: 'Checkout' };
    const { tickets } = await pollOf({
      labels: ['AI-Implement', 'backend'],
      projects: [{ name: 'Checkout' }],
      issues: [issue],
    });
    const [project] = simulator.export().projects;
    expect(tickets[0]).toMatchObject({
      key: 'ENG-1',
      teamKey: 'ENG',
      projectId: project?.id,
      priority: 1,
      labels: ['AI-Implement', 'backend'],
    });
  });

  it('bears markers whatever the capitals, which Linear does not count', async () => {
    const labels = ['AI-Implement', 'ai-working', 'Plan-complete'];
    const { tickets } = await pollOf({ labels, issues: [{ title: 'almost', labels }] });
    expect(tickets[0]?.markers).toEqual(['trigger', 'working', 'plan_complete']);
  });

  it.each(['Done', 'Canceled', 'Duplicate'])('is not listed in state %s, and blocks nobody there', async (state) => {
    const issues = [...marked(1, { state }), ...marked(1, { blockedBy: ['ENG-1'] })];
    const { tickets } = await pollOf({ issues });
    expect(tickets).toMatchObject([{ key: 'ENG-2', blockedBy: [] }]);
  });

  it('is not blocked by what is merely related, nor by what it blocks', async () => {
    const { tracker } = await pollOf({
      issues: [...marked(1), { title: 'related' }, { title: 'blocked by the first' }],
    });
    const state = simulator.export();
    const [first, related, blocked] = state.issues.map((issue) => issue.id);
    if (!first || !related || !blocked) throw new Error('three issues were seeded');
    state.relations.push({ id: 'r1', type: 'related', issueId: related, relatedIssueId: first });
    state.relations.push({ id: 'r2', type: 'blocks', issueId: first, relatedIssueId: blocked });
    simulator.import(state);
    expect((await tracker.marked())[0]?.blockedBy).toEqual([]);
    expect((await tracker.read(blocked))?.blockedBy).toEqual(['ENG-1']);
  });
});
