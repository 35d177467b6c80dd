import { expect, test } from 'vitest';
import { sharedRunner } from '../../shared/domain/runner-jobs.ts';
import { aRunnerJob } from '../builders/a-runner-job.ts';

const shared = (agent: Parameters<typeof aRunnerJob>[0], trusted: Parameters<typeof aRunnerJob>[0]) =>
  sharedRunner([aRunnerJob({ name: 'admit', ...trusted }), aRunnerJob({ name: 'agent / agent', ...agent })]);

test.each([
  ['the same runner', { labels: ['pool'], runnerName: 'one' }, { labels: ['safe'], runnerName: 'one' }, '"one"'],
  ['the same label', { labels: ['pool'] }, { labels: ['pool'] }, '"pool"'],
  [
    'the same label before a runner took the job',
    { labels: ['pool'], runnerName: undefined },
    { labels: ['pool'] },
    '"pool"',
  ],
  ['a label in another case', { labels: ['Pool'] }, { labels: ['pOOL'] }, '"Pool"'],
  ['the same labels in another order', { labels: ['x64', 'pool'] }, { labels: ['pool', 'x64'] }, '"x64, pool"'],
  [
    'fewer labels, which machines of the other job bear too',
    { labels: ['pool'] },
    { labels: ['pool', 'safe'] },
    '"pool"',
  ],
  [
    'more labels, whose machines serve the other job too',
    { labels: ['pool', 'big'] },
    { labels: ['pool'] },
    '"pool, big"',
  ],
])('an agent on %s is found', (_which, agent, trusted, named) => {
  expect(shared(agent, trusted)).toContain(named);
});

test.each([
  ['other labels and runners', { labels: ['pool'] }, { labels: ['safe'] }],
  ['some of the labels only', { labels: ['x64', 'pool'] }, { labels: ['x64', 'safe'] }],
  ['no labels, as it was skipped', { labels: [], runnerName: undefined }, { labels: ['safe'] }],
  ['a runner without a name', { labels: ['pool'], runnerName: '' }, { labels: ['safe'], runnerName: '' }],
  ['standard runners of GitHub', { runnerGroup: 'GitHub Actions' }, { runnerGroup: 'GitHub Actions' }],
])('an agent with %s shares nothing', (_which, agent, trusted) => {
  expect(shared(agent, trusted)).toBeUndefined();
});

test('jobs before and after the agent may share a runner, and the agent is compared with each', () => {
  const [admit, agent] = [aRunnerJob({ name: 'admit' }), aRunnerJob({ name: 'agent / agent', labels: ['pool'] })];

  expect(sharedRunner([admit, { ...admit, name: 'publish' }, agent])).toBeUndefined();
  expect(sharedRunner([admit, agent, { ...agent, name: 'publish' }])).toContain('the runner');
});
