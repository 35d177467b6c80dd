import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { githubCodeHost } from '../../../shared/adapters/github/github-code-host.ts';
import { githubExecutor } from '../../../shared/adapters/github/github-executor.ts';
import { repositoryAccess } from '../../../shared/adapters/github/repository-access.ts';
import { AppError, RepositoryRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { instant } from '../../../shared/domain/time.ts';
import { aRun } from '../../builders/a-run.ts';
import { aRunRequest } from '../../builders/a-run-request.ts';
import { type AnsweredGitHub, startAnsweredGitHub } from './answered-github.ts';
import type { Outcome } from './broken-answers.ts';
import { repositoryAnswered } from './github-repository.ts';
import { cellsOf, GITHUB_ANSWERS, type GitHubTable, LOOKED_FOR, MADE, REFUSED, STOPPED } from './github-words.ts';

let github: AnsweredGitHub;
beforeAll(async () => {
  github = await startAnsweredGitHub();
});
afterAll(() => github?.stop());

const REPOSITORY = { owner: 'acme', repo: 'backend' };
const settings = () => github.settings(github.clock.now);
const executor = () => githubExecutor(settings());
const access = () => repositoryAccess(settings());
const codeHost = () => githubCodeHost(settings());
const run = () => aRun({ reservedAt: instant(github.clock.now()) });
const FILE = { path: 'src/a.ts', content: 'export const a = 2;\n' };

const compare = () => codeHost().compare(REPOSITORY, 'main', [FILE]);
const PROPOSAL = { base: 'main', commit: 'c1', branch: 'ours', files: [FILE], title: 'Change', body: 'It changes.' };
const propose = () => codeHost().propose(REPOSITORY, PROPOSAL);

async function started(): Promise<string> {
  const outcome = await executor().dispatch(run(), aRunRequest(run()));
  return outcome.outcome === 'dispatched' ? outcome.workflowRunId : expect.unreachable();
}

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
  ['executor.cancel', /^POST .*\/cancel$/, async () => executor().cancel(run(), await started()), STOPPED],
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
/** Where a branch of ours stands, with its pull request. */
const STANDING_ROWS: Row[] = [
  ['propose again, our branch', /^GET .*\/git\/ref\//, propose, MADE],
  ['propose again, its newest commit', /^GET .*\/git\/commits\/c2$/, propose, MADE],
  ['propose again, our branch moved', /^PATCH .*\/git\/refs\//, propose, REFUSED],
  ['propose again, the open pull request', /^PATCH .*\/pulls\/1$/, propose, REFUSED],
];

async function outcomeOf(ask: () => Promise<unknown>): Promise<Outcome> {
  try {
    const value = await ask();
    return value === 'gone' || (Array.isArray(value) && value.length === 0) ? 'gone' : 'value';
  } catch (error) {
    if (error instanceof ServiceUnavailable) return 'deferred';
    if (error instanceof AppError || error instanceof RepositoryRefusal) return 'refused(mapping)';
    throw error;
  }
}

describe.each([...ROWS.map((row) => [...row, false] as const), ...STANDING_ROWS.map((row) => [...row, true] as const)])(
  '%s',
  (_, asked, ask, table, isStanding) => {
    test.each(cellsOf(table))('%s is %s', async (name, outcome) => {
      const answered = github.answer(asked, name, (request) => repositoryAnswered(request, isStanding));

      expect(await outcomeOf(ask)).toBe(outcome);
      expect(answered()).toBeGreaterThan(0);
    });
  },
);
