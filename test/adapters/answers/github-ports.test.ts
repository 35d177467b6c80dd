import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { githubCodeHost } from '../../../shared/adapters/github/github-code-host.ts';
import { githubExecutor } from '../../../shared/adapters/github/github-executor.ts';
import { repositoryAccess } from '../../../shared/adapters/github/repository-access.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { instant } from '../../../shared/domain/time.ts';
import { APP, aGitHubSimulator, type GitHubForTests } from '../../../simulators/test/a-github-simulator.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunRequest } from '../../builders/a-run-request.ts';
import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';
import type { BrokenAnswer, Outcome } from './broken-answers.ts';
import { cellsOf, GITHUB_ANSWERS, type GitHubTable, NO_ANSWER } from './github-words.ts';

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

const REPOSITORY = { owner: 'acme', repo: 'backend' };
const settings = () => ({ apiUrl: proxy.url, ...APP, now: github.clock.now });
const executor = () => githubExecutor(settings());
const access = () => repositoryAccess(settings());
const codeHost = () => githubCodeHost(settings());
const run = () => aRun({ reservedAt: instant(github.clock.now()) });
const FILE = { path: 'src/a.ts', content: 'export const a = 2;\n' };

const compare = () => codeHost().compare(REPOSITORY, 'main', [FILE]);
const PROPOSAL = { base: 'main', commit: 'c1', branch: 'ours', files: [FILE], title: 'Change', body: 'It changes.' };
const propose = () => codeHost().propose(REPOSITORY, PROPOSAL);

/** A repository in as few words as can be; that it is understood from GitHub's own is the contract's to show. */
const REPOSITORY_ANSWERS: [RegExp, number, unknown][] = [
  [/^GET .*\/branches\/main$/, 200, { commit: { sha: 'c1', commit: { tree: { sha: 't1' } } }, protected: false }],
  [/^GET .*\/git\/trees\/t1$/, 200, { tree: [{ path: 'src', sha: 't2' }] }],
  [/^GET .*\/git\/trees\/t2$/, 200, { tree: [{ path: 'a.ts', sha: 'b1' }] }],
  [/^GET .*\/git\/ref\//, 404, { message: 'Not Found' }],
  [/^POST .*\/git\/trees$/, 201, { sha: 't3' }],
  [/^POST .*\/git\/commits$/, 201, { sha: 'c3' }],
  [/^POST .*\/git\/refs$/, 201, { object: { sha: 'c3' } }],
  [/^GET .*\/pulls\?/, 200, []],
  [/^POST .*\/pulls$/, 201, { number: 1, html_url: 'https://github.test/acme/backend/pull/1' }],
];

function usual(asked: string): BrokenAnswer | undefined {
  const [, status, body] = REPOSITORY_ANSWERS.find(([form]) => form.test(asked)) ?? [];
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return status === undefined ? undefined : { status, headers, body: JSON.stringify(body) };
}

async function started(): Promise<string> {
  const outcome = await executor().dispatch(run(), aRunRequest(run()));
  return outcome.outcome === 'dispatched' ? outcome.workflowRunId : expect.unreachable();
}

/** A repository that refuses is a mapping's trouble. */
const REFUSED: GitHubTable = {
  ...NO_ANSWER,
  'told 400': 'refused(mapping)',
  'told 401': 'refused(mapping)',
  'told 403': 'refused(mapping)',
  'told 404': 'refused(mapping)',
  'told 410': 'refused(mapping)',
  'told 413': 'refused(mapping)',
  'told 422': 'refused(mapping)',
  moved: 'refused(mapping)',
};
/** Executions are looked for again and again, and only what is not there ends a look. */
const LOOKED_FOR: GitHubTable = {
  ...NO_ANSWER,
  'told 400': 'deferred',
  'told 401': 'deferred',
  'told 403': 'deferred',
  'told 404': 'gone',
  'told 410': 'gone',
  'told 413': 'deferred',
  'told 422': 'deferred',
  moved: 'gone',
};
/** A branch that is not there yet is made. */
const MADE: GitHubTable = { ...REFUSED, 'told 404': 'value', moved: 'value' };

/** The jobs of an attempt that exists: no answer makes it one without jobs. */
const LISTED_SURELY = Object.fromEntries(Object.keys(GITHUB_ANSWERS).map((name) => [name, 'deferred'])) as GitHubTable;
const JOBS = /^GET .*\/jobs\?/;
const attempt = async () => ({ workflowRunId: await started(), runAttempt: 1 });
const latest = async () => {
  const workflowRunId = await started();
  Object.assign(github.simulator.runs().find(({ id }) => String(id) === workflowRunId) ?? {}, { status: 'completed' });
  return codeHost().latestJobs(REPOSITORY, 'claude-implement.yml');
};

type Row = [operation: string, asked: RegExp, ask: () => Promise<unknown>, table: GitHubTable];
const ROWS: Row[] = [
  ['executor.find', /^GET .*\/claude-implement\.yml\/runs\?/, () => executor().find(run()), LOOKED_FOR],
  ['executor.state', /^GET .*\/actions\/runs\/\d+$/, async () => executor().state(run(), await started()), LOOKED_FOR],
  [
    'executor.cancel',
    /^POST .*\/cancel$/,
    async () => executor().cancel(run(), await started()),
    // That there is nothing to stop is as good as stopped; what else an acceptance says is not used.
    { ...LOOKED_FOR, 'other shape': 'value', 'told 404': 'value', 'told 410': 'value', moved: 'value' },
  ],
  ['mintToken, the installation', /\/installation$/, () => access().mintToken(REPOSITORY, {}), REFUSED],
  ['mintToken, the token', /\/access_tokens$/, () => access().mintToken(REPOSITORY, {}), REFUSED],
  ['repositoryId', /^GET \/repos\/acme\/backend$/, () => access().repositoryId(REPOSITORY), REFUSED],
  ['jobs', JOBS, async () => access().jobs(REPOSITORY, await attempt()), LISTED_SURELY],
  [
    'latestJobs, the runs',
    /\/claude-implement\.yml\/runs\?/,
    latest,
    { ...REFUSED, 'told 404': 'gone', moved: 'gone' },
  ],
  ['latestJobs, the jobs', JOBS, latest, REFUSED],
  ['compare, the branch', /\/branches\/main$/, compare, REFUSED],
  ['compare, a folder', /^GET .*\/git\/trees\//, compare, REFUSED],
  ['propose, our branch', /^GET .*\/git\/ref\//, propose, MADE],
  ['propose, the tree', /^POST .*\/git\/trees$/, propose, REFUSED],
  ['propose, the commit', /^POST .*\/git\/commits$/, propose, REFUSED],
  ['propose, a new branch', /^POST .*\/git\/refs$/, propose, REFUSED],
  ['propose, open pull requests', /^GET .*\/pulls\?/, propose, REFUSED],
  ['propose, the pull request', /^POST .*\/pulls$/, propose, REFUSED],
];

async function outcomeOf(ask: () => Promise<unknown>): Promise<Outcome> {
  try {
    const value = await ask();
    return value === 'gone' || (Array.isArray(value) && value.length === 0) ? 'gone' : 'value';
  } catch (error) {
    if (error instanceof ServiceUnavailable) return 'deferred';
    if (error instanceof AppError) return 'refused(mapping)';
    throw error;
  }
}

describe.each(ROWS)('%s', (_, asked, ask, table) => {
  test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
    let answered = 0;
    proxy.answerWith(({ method, path }) => {
      const own = usual(`${method} ${path}`);
      if (!asked.test(`${method} ${path}`)) return own;
      answered += 1;
      const answer = GITHUB_ANSWERS[name];
      return answer.status === undefined ? { ...own, ...answer } : answer;
    });

    expect(await outcomeOf(ask)).toBe(outcome);
    expect(answered).toBeGreaterThan(0);
  });
});
