import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dispatchRun } from '../../../functions/dispatch-run/dispatch-run.ts';
import { githubExecutor } from '../../../shared/adapters/github/github-executor.ts';
import { APP, aGitHubSimulator, type GitHubForTests } from '../../../simulators/test/a-github-simulator.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { aWorld, BUCKET, type World } from '../../functions/world.ts';
import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';
import type { Outcome } from './broken-answers.ts';
import { cellsOf, GITHUB_ANSWERS, type GitHubAnswer, type GitHubTable, NO_ANSWER } from './github-words.ts';

let github: GitHubForTests;
let proxy: AnsweringProxy;
beforeAll(async () => {
  github = await aGitHubSimulator();
  proxy = await startAnsweringProxy(github.simulator.url);
});
afterAll(async () => {
  await proxy.stop();
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

const REFUSED_APP: GitHubTable = {
  ...NO_ANSWER,
  'told 400': 'refused(mapping)',
  'told 401': 'refused(mapping)',
  'told 403': 'refused(mapping)',
  'told 404': 'refused(mapping)',
  'told 410': 'refused(mapping)',
  'told 413': 'refused(mapping)',
  'told 422': 'refused(mapping)',
  // Followed, to where nothing is.
  moved: 'refused(mapping)',
};
const ORDER = /\/dispatches$/;
const STEPS: [string, RegExp, GitHubTable][] = [
  ['the installation', /\/installation$/, REFUSED_APP],
  ['a token', /\/access_tokens$/, REFUSED_APP],
  [
    'the order',
    ORDER,
    {
      ...REFUSED_APP,
      'told 400': 'refused(ticket)',
      'told 410': 'refused(ticket)',
      'told 413': 'refused(ticket)',
      'told 422': 'refused(ticket)',
    },
  ],
];

/** One candidate through dispatch-run, with everything faked but the executor. */
async function dispatched(path: RegExp, name: GitHubAnswer): Promise<{ world: World; orders: number }> {
  let orders = 0;
  proxy.answerWith((request) => {
    if (ORDER.test(request.path)) orders += 1;
    return path.test(request.path) ? GITHUB_ANSWERS[name] : undefined;
  });
  const world = await aWorld();
  const executor = githubExecutor({ apiUrl: proxy.url, ...APP, now: () => Date.parse(world.clock.now()) });
  await dispatchRun({ ...world.dispatch, executor }, aCandidate());
  return { world, orders };
}

/** What became of it, by what stands afterwards. */
async function outcomeIn(world: World): Promise<Outcome | undefined> {
  const run = await world.runs.read(aCandidate().runId);
  const isSuspended = (await world.mappings.read(aMapping().mappingId))?.suspended !== undefined;
  if (isSuspended) return run?.failure?.kind === 'mapping' ? 'refused(mapping)' : undefined;
  if (run?.failure?.kind === 'substance') return 'refused(ticket)';
  if (run?.status === 'dispatched') return 'value';
  return run?.status === 'reserved' ? 'deferred' : undefined;
}

describe.each(STEPS)('where GitHub is asked for %s', (_, path, table) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    const { world, orders } = await dispatched(path, name);

    expect(await outcomeIn(world)).toBe(outcome);
    // Whoever has no token orders nothing.
    expect(orders).toBe(path === ORDER ? 1 : 0);
    if (outcome !== 'deferred') return;
    const { runId } = aCandidate();
    expect((await world.buckets.read(BUCKET))?.slots).toMatchObject({ [aTicket().ticketId]: { runId } });
    expect(await world.timers.due('9999-01-01T00:00:00.000Z', 10)).toMatchObject([{ kind: 'check-run', runId }]);
  });
});
