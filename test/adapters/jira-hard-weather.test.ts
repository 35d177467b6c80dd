import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JiraTracker } from '../../shared/adapters/jira/jira-tracker.ts';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { startJira } from './jira-harness.ts';

let simulator: JiraSimulator;
let tracker: JiraTracker;
beforeEach(async () => {
  ({ simulator, tracker } = await startJira());
});
afterEach(() => simulator.stop());

const OPERATIONS = [
  'getFields',
  'getIssue',
  'editIssue',
  'getCurrentUser',
  'getComments',
  'getCommentsByIds',
  'addComment',
  'updateComment',
];

/** Repeats until it is done, as the outbox does; an error that the port does not name is none to repeat. */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceUnavailable) || attempt > OPERATIONS.length) throw error;
    }
  }
}

test.each(['status', 'lost_answer'] as const)(
  'a run is shown with each of its stages and comments once, though every kind of request once ends in %s',
  async (kind) => {
    const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: 'Ready' });
    const id = simulator.idOf(key);
    const plan = randomUUID();
    for (const operation of OPERATIONS) simulator.faults.add({ operation, kind, status: 503, times: 1 });

    await persist(() => tracker.show(id, MARKER_CHANGES.planning));
    await persist(() => tracker.comment(id, { commentId: plan, body: 'a plan' }));
    await persist(() => tracker.show(id, MARKER_CHANGES.plan_complete));
    await persist(() => tracker.comment(id, { commentId: plan, body: 'another plan' }));
    await persist(() => tracker.show(id, MARKER_CHANGES.implementing));
    await persist(() => tracker.comment(id, { commentId: randomUUID(), body: 'a link' }));
    await persist(() => tracker.show(id, MARKER_CHANGES.pr_ready));

    expect(simulator.commentsOf(key).map(({ text }) => text)).toEqual(['another plan', 'a link']);
    const values = simulator.changes().filter(({ event }) => event.startsWith('AI-Implement Status'));
    expect(values.map(({ event }) => event.replace('AI-Implement Status: ', ''))).toEqual([
      'Planning',
      'Plan Approved',
      'Implementing',
      'PR Ready',
    ]);
  },
);
