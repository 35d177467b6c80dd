import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWholeSystem, type WholeSystem } from '../e2e/whole-system.ts';

// The story of one ticket, from the label that a person puts on it to the pull request that comes back. It runs the
// synthesized stack: real queues and tables, functions in their own processes, simulators of Linear and GitHub. The workflow
// files are those that we ship, on a real git repository; a script plays the model.

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ runs: 'executed' });
  for (const key of system.linear.keys()) system.linear.unmark(key);
});
afterAll(() => system.stop());

test('a marked ticket comes back as a pull request that is ready for review', async () => {
  const { linear, github } = system;

  // A person writes a ticket and marks it. Nobody tells us: the next poll sees it.
  const key = linear.createIssue('OPS', { title: 'Back up the build cache', description: 'Every night.', priority: 1 });
  linear.mark(key);

  // It is admitted, and everyone sees that work has begun.
  await system.until(() => linear.labelsOf(key).includes('AI-Working'));
  expect(linear.stateOf(key)).toBe('In Progress');

  // One workflow run is dispatched in the repository of the team's mapping, with all that it needs to begin.
  const dispatches = github.dispatches().filter(({ inputs }) => inputs['ticket_key'] === key);
  expect(dispatches).toMatchObject([{ repo: 'acme/infrastructure', workflow: 'claude-implement.yml' }]);
  expect(dispatches[0]?.inputs).toMatchObject({ phase: 'implementation', ticket_description: 'Every night.' });

  // It passes the gate, works, opens a pull request and reports; then the ticket says so, once.
  await system.until(() => linear.labelsOf(key).includes('Ready for Review'));
  expect(linear.labelsOf(key)).toEqual(['AI-Implement', 'Ready for Review']);
  expect(linear.commentsOf(key).map(({ body }) => body.split('\n')[0])).toEqual([
    expect.stringMatching(/^🚀 Pull request ready for review: \S+\/acme\/infrastructure\/pull\/\d+$/),
  ]);

  // The pull request holds the work, and what the ticket asked for is held against it.
  const repository = 'acme/infrastructure';
  const pulls = github.people.pulls(repository).filter(({ title }) => title.startsWith(`${key}:`));
  expect(pulls).toMatchObject([
    { title: `${key}: Back up the build cache`, isDraft: false, head: `ai-implement/${key}-back-up-the-build-cache` },
  ]);
  const [gapAnalysis] = github.people.commentsOf({ repository, number: pulls[0]?.number ?? 0 });
  expect(gapAnalysis).toMatchObject({ login: 'ai-implement[bot]' });
  expect(gapAnalysis?.body).toMatch(/^## 🔍 AI Implementation Gap Analysis\n/);

  // The label stays, and hours of polls later there is still just the one run.
  await system.pass(2 * 3_600_000);
  const [dispatch] = dispatches;
  expect(github.runsOf(dispatch?.inputs['run_id'] ?? '')).toHaveLength(1);
  expect(github.dispatches().filter(({ inputs }) => inputs['ticket_key'] === key)).toHaveLength(1);
});
