import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubRepository } from '../../runner/github/github-client.ts';
import { admit } from '../../runner/stages/admit.ts';
import type { AgentOutcome } from '../../runner/stages/handover.ts';
import type { RunContext, RunReport } from '../../shared/contract/runner.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import type { GitHubForTests } from '../../simulators/test/a-github-simulator.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { addsFile } from './fixtures/adds-file.ts';
import { anOrchestrator, type FakeOrchestrator } from './fixtures/an-orchestrator.ts';
import { anOutcome } from './fixtures/an-outcome.ts';
import { publishOnce } from './fixtures/publish-once.ts';

// Against the simulated GitHub, which checks every request by the published description and every push by its token.

const REPOSITORY = 'acme/backend';
const PULL = { repository: REPOSITORY, number: 1 };
const CONFIG = { '.ai-implement/config.yml': 'reviewProviders: [github-claude-code-review]\n' };

let github: GitHubForTests;
let api: FakeOrchestrator;
let folder: string;
/** Milliseconds that the publishing stage has at first, and its waits for rate limits, which are all that takes time. */
let leftMs: number;
let pauses: number[];
const spentMs = () => pauses.reduce((sum, ms) => sum + ms, 0);
/** What people do between the agent's job and the publishing one. */
let meanwhile: () => void;
beforeEach(async () => {
  meanwhile = () => {};
  leftMs = 17 * MINUTE_MS;
  pauses = [];
  folder = mkdtempSync(join(tmpdir(), 'publish-'));
  mkdirSync(join(folder, 'handover'));
  [github, api] = await Promise.all([aCodeHost(), anOrchestrator(aRunContext())]);
  // As the orchestrator grants it to an implementation.
  api.token = mint({ contents: 'write', pull_requests: 'write', checks: 'read' });
});
afterEach(async () => {
  expect(github.simulator.failures).toEqual([]);
  await Promise.all([github.close(), api.close()]);
  rmSync(folder, { recursive: true, force: true });
});

function mint(permissions: Record<string, 'read' | 'write'>): string {
  const { tokens } = github.simulator;
  return tokens.mint(tokens.installationId(github.repository), { repositories: ['backend'], permissions }).token;
}

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: github.repository.gitDir, encoding: 'utf8', stdio: 'pipe' }).trim();

async function admitted(context: RunContext) {
  const answer = { token: api.token, expiresAt: '2099-01-01T00:00:00.000Z', botLogin: 'ai-implement[bot]' };
  const tokens = { current: async () => answer, forget: () => {} };
  const { signal } = new AbortController();
  const repository = { apiUrl: github.simulator.url, owner: 'acme', repo: 'backend', tokens, signal };
  const reporter = { step: <T>(_: unknown, work: () => Promise<T>) => work() };
  const rest = { requestedImage: undefined, allowedImagePrefixes: [], now: Date.now };
  return admit({ github: githubRepository(repository), reporter, folder: join(folder, 'handover'), ...rest }, context);
}

/** From the gate to the report, with an agent in between that adds one file. */
async function lead(
  path: string,
  context = aRunContext(),
  outcome: Partial<AgentOutcome> = {},
  overrides: Parameters<typeof publishOnce>[1] = {},
  isReady = true,
): Promise<RunReport> {
  const { assignment } = await admitted(context);
  const handover = join(folder, 'handover');
  writeFileSync(join(handover, 'outcome.json'), JSON.stringify(anOutcome({ baseSha: assignment.baseSha, ...outcome })));
  writeFileSync(join(handover, 'changes.patch'), addsFile(path));
  const analysis = {
    implemented: ['All'],
    gaps: assignment.gaps.length > 0 ? [] : ['No test'],
    manualSteps: [],
    isReady,
  };
  const { url } = github.simulator;
  meanwhile();
  const scene = { url, api, context, workFolder: folder, folder: handover, analyses: [], analysis };
  await publishOnce(
    { ...scene, leftMs: () => leftMs - spentMs(), pause: async (ms) => void pauses.push(ms) },
    overrides,
  );
  const report = api.reports().at(-1);
  if (report === undefined) throw new Error('nothing was reported');
  return report;
}

test('a fresh run, and its repetition, make one branch, one pull request and one comment', async () => {
  const first = await lead('a.txt');
  const second = await lead('b.txt');

  expect([first, second]).toMatchObject([{ outcome: 'success' }, { outcome: 'success', prUrl: first.prUrl }]);
  expect(git('for-each-ref', '--format=%(refname:short)', 'refs/heads/ai-implement/')).toBe(aRunContext().branch);
  expect(git('log', '--format=%an', `main..${aRunContext().branch}`)).toBe('ai-implement[bot]\nai-implement[bot]');
  expect(github.simulator.people.pulls(REPOSITORY)).toHaveLength(1);
  expect(github.simulator.people.commentsOf(PULL)).toMatchObject([{ login: 'ai-implement[bot]' }]);
});

test('an approved change of which the gap analysis says otherwise is a draft, on GitHub and in the report', async () => {
  const report = await lead('a.txt', aRunContext(), { isApproved: true }, {}, false);

  expect(report).toMatchObject({ outcome: 'success', isDraft: true });
  expect(report.gapAnalysis).toContain('does not find it ready. So it is a draft.');
  expect(github.simulator.people.pulls(REPOSITORY)).toMatchObject([{ isDraft: true }]);
});

test('a run and its repetition of which every answer breaks off once make one branch, one pull request and one comment', async () => {
  const cutOnce = (...operations: string[]) => {
    for (const operation of operations) github.simulator.faults.add({ operation, kind: 'cut_off', times: 1 });
  };
  cutOnce('git/push', 'pulls/list', 'pulls/create', 'issues/list-comments', 'issues/create-comment');
  const first = await lead('a.txt');
  cutOnce('git/push', 'pulls/list', 'pulls/update', 'issues/list-comments', 'issues/update-comment');
  const second = await lead('b.txt');

  expect([first, second]).toMatchObject([{ outcome: 'success' }, { outcome: 'success', prUrl: first.prUrl }]);
  expect(git('log', '--format=%an', `main..${aRunContext().branch}`)).toBe('ai-implement[bot]\nai-implement[bot]');
  expect(github.simulator.people.pulls(REPOSITORY)).toHaveLength(1);
  expect(github.simulator.people.commentsOf(PULL)).toMatchObject([{ body: expect.stringContaining('No test') }]);
  expect(github.simulator.faults.take('git/push')).toBeUndefined();
});

const limitPushes = (times: number) =>
  github.simulator.faults.add({ operation: 'git/push', kind: 'status', status: 429, times });

test('a rate limit that git meets when it pushes is waited for, and the work is published once', async () => {
  limitPushes(3);

  expect(await lead('a.txt')).toMatchObject({ outcome: 'success', isDraft: false });
  expect(pauses).toEqual([MINUTE_MS, 2 * MINUTE_MS, 4 * MINUTE_MS]);
  expect(git('log', '--format=%an', `main..${aRunContext().branch}`)).toBe('ai-implement[bot]');
});

test('a rate limit of pushes that outlasts the stage is a failure that is repeated by itself, and no push is tried on', async () => {
  leftMs = 4 * MINUTE_MS;
  limitPushes(5);

  expect(await lead('a.txt')).toMatchObject({
    outcome: 'failure',
    failureKind: 'infrastructure',
    failureCode: 'github_rate_limited',
  });
  expect(pauses).toEqual([MINUTE_MS]);
  github.simulator.faults.clear();
});

test('a follow-up keeps what people pushed, fills the gaps of our analysis and answers in the thread', async () => {
  const { branch } = aRunContext();
  await lead('a.txt');
  const { people } = github.simulator;
  const reviewCommentId = await people.commentOnLine(PULL, { path: 'a.txt', line: 1 }, 'Why x?');
  await people.push(REPOSITORY, branch, { 'by-hand.txt': 'x\n' }, 'By hand');
  const finding = { fingerprint: 'f1', source: 'octocat', path: 'a.txt', body: 'Why x?', reviewCommentId };
  const context = aRunContext({ phase: 'gap-fill', followUp: { pullNumber: 1, findings: [finding] } });

  const report = await lead('b.txt', context, { addressed: [{ fingerprint: 'f1', reply: 'Said why.' }] });

  expect(report).toMatchObject({ outcome: 'success', addressedFindings: ['f1'] });
  expect(git('ls-tree', '--name-only', branch)).toContain('a.txt\nb.txt\nby-hand.txt');
  expect(report.gapAnalysis).toContain('### ⚠️ Gaps / Partial Implementation\n\nNone identified.');
  const replies = github.simulator.export().code.reviewComments.filter(({ author }) => author.login.endsWith('[bot]'));
  expect(replies).toMatchObject([{ body: expect.stringContaining('Said why.') }]);
});

test('a follow-up that leaves nothing open makes the draft ready and says so, in the comments that stand', async () => {
  const draft = await lead('a.txt', aRunContext(), { isApproved: false, openFindings: ['No test'] });
  const followUp = aRunContext({ phase: 'gap-fill', followUp: { pullNumber: 1, findings: [] } });

  const report = await lead('b.txt', followUp);

  expect([draft.isDraft, report.isDraft]).toEqual([true, false]);
  const { people } = github.simulator;
  expect(people.pulls(REPOSITORY)).toMatchObject([{ isDraft: false }]);
  const [analysis, answer] = people.commentsOf(PULL);
  expect(analysis?.body).toContain('### ⚠️ Gaps / Partial Implementation\n\nNone identified.');
  expect(answer?.body).toContain('Nothing is left open: it is ready for review.');
  expect(people.commentsOf(PULL)).toHaveLength(2);
});

test("an external reviewer's finding is listed under the gaps", async () => {
  const { people } = github.simulator;
  await people.push(REPOSITORY, 'main', CONFIG, 'Settings');
  const leading = lead('a.txt', aRunContext(), {}, { reviewLimitMs: 20_000 });
  await expect.poll(() => people.pulls(REPOSITORY).length, { timeout: 20_000 }).toBe(1);
  await people.commentOnLine(PULL, { path: 'a.txt', line: 1 }, '🔴 off by one', 'claude[bot]');
  await people.addCheckRun(REPOSITORY, aRunContext().branch, { name: 'Claude Code Review', conclusion: 'neutral' });

  expect((await leading).gapAnalysis).toContain('- `a.txt:1` (Claude Code Review): 🔴 off by one');
});

test('a repository without draft pull requests still gets its pull request', async () => {
  github.repository.refusesDrafts = true;

  const report = await lead('a.txt', aRunContext(), { isApproved: false, openFindings: ['No test'] });

  expect(report).toMatchObject({ outcome: 'success', isDraft: false, openFindings: 1 });
});

test('a protected branch is told as such', async () => {
  github.repository.protectedBranches = [aRunContext().branch];

  const report = await lead('a.txt');

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance' });
  expect(report.failureCode).toBe('push_branch_protected');
});

test('an App that may not open pull requests is told which permission it lacks', async () => {
  api.token = mint({ contents: 'write' });

  const report = await lead('a.txt');

  expect(report.failureReason).toContain('"Pull requests: write"');
});

test.each([
  ['that was archived meanwhile', () => Object.assign(github.repository, { isArchived: true }), 'archived_meanwhile'],
  [
    'that forbids pushes meanwhile',
    () => Object.assign(github.repository, { grants: { contents: 'read' } }),
    'push_not_permitted',
  ],
])('a repository %s has its code, and nothing is pushed', async (_, change, failureCode) => {
  meanwhile = change;

  const report = await lead('a.txt');

  expect(report).toMatchObject({ outcome: 'failure', failureKind: 'substance', failureCode });
  expect(git('for-each-ref', 'refs/heads/ai-implement/')).toBe('');
});

test('a repository that was renamed meanwhile takes the work under its new name', async () => {
  meanwhile = () => github.simulator.people.rename(REPOSITORY, 'server');

  const report = await lead('a.txt');

  expect(report).toMatchObject({ outcome: 'success', isDraft: false });
  expect(github.simulator.people.pulls('acme/server')).toHaveLength(1);
});
