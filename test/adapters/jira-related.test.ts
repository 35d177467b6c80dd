import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JiraTracker } from '../../shared/adapters/jira/jira-tracker.ts';
import type { JiraIssueSeed } from '../../simulators/jira/seed.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { startJira } from './jira-harness.ts';

let simulator: JiraSimulator;
let tracker: JiraTracker;
beforeEach(async () => {
  ({ simulator, tracker } = await startJira());
});
afterEach(() => simulator.stop());

const add = (title: string, more: Partial<JiraIssueSeed> = {}) => simulator.createIssue('PROJ', { title, ...more });
const related = (key: string) => tracker.related(simulator.idOf(key));

describe('the tickets around a Jira ticket', () => {
  it('are its parent, the other children of that, and what it is linked with, blockers first', async () => {
    const parent = add('epic');
    const ticket = add('ticket', { parent });
    const sibling = add('sibling', { parent, state: 'In Progress' });
    simulator.relate(ticket, add('like it'));
    simulator.block(add('later'), ticket);
    simulator.block(ticket, add('first', { state: 'Done' }));

    const { parent: found, siblings, dependencies } = await related(ticket);

    expect(found).toEqual({ key: parent, title: 'epic', state: 'To Do', url: `${simulator.url}/browse/${parent}` });
    expect(siblings).toMatchObject([{ key: sibling, state: 'In Progress' }]);
    expect(dependencies.map(({ title, relation, state }) => [title, relation, state])).toEqual([
      ['first', 'blocked_by', 'Done'],
      ['later', 'blocks', 'To Do'],
      ['like it', 'related', 'To Do'],
    ]);
  });

  it('cost one request, and one more where there is a parent', async () => {
    const parent = add('epic');
    await related(parent);
    expect(simulator.counts().byOperation).toEqual({ getIssue: 1 });
    await related(add('ticket', { parent }));
    expect(simulator.counts().byOperation).toEqual({ getIssue: 2, searchAndReconsileIssuesUsingJqlPost: 1 });
  });

  it('are ten of each kind at most', async () => {
    const parent = add('epic');
    const ticket = add('ticket', { parent });
    for (let n = 0; n < 15; n += 1) simulator.block(ticket, add(`child ${n}`, { parent }));
    const { siblings, dependencies } = await related(ticket);
    expect([siblings.length, dependencies.length]).toEqual([10, 10]);
  });

  it('are none where the ticket is gone', async () => {
    expect(await tracker.related('99999')).toEqual({ siblings: [], dependencies: [] });
  });
});

describe('our comments on Jira', () => {
  it('are read as Markdown in the order asked for, and nobody else can write one', async () => {
    const key = add('ticket');
    const id = simulator.idOf(key);
    const [first, second] = [randomUUID(), randomUUID()];
    await tracker.comment(id, { commentId: first, body: '## 🏗️ A plan\n\n- one\n- **two**' });
    simulator.comment(key, '## 🏗️ A plan');
    await tracker.comment(id, { commentId: second, body: 'more' });
    expect(await tracker.ourComments(id, [second, randomUUID(), first])).toEqual([
      { commentId: second, body: 'more' },
      { commentId: first, body: '## 🏗️ A plan\n\n- one\n- **two**' },
    ]);
  });

  it('are none where the ticket is gone, and cost nothing where none is asked for', async () => {
    expect(await tracker.ourComments('99999', [randomUUID()])).toEqual([]);
    simulator.resetCounts();
    expect(await tracker.ourComments(simulator.idOf(add('ticket')), [])).toEqual([]);
    expect(simulator.counts().sinceReset).toBe(0);
  });
});
