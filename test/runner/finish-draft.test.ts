import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Verdict } from '../../runner/gap-analysis/gap-comment.ts';
import { githubRepository } from '../../runner/github/github-client.ts';
import { finishDraft, heedVerdict } from '../../runner/publishing/finish-draft.ts';
import type { PublishDeps } from '../../runner/publishing/publish-deps.ts';
import type { AgentOutcome } from '../../runner/stages/handover.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import type { GitHubForTests } from '../../simulators/test/a-github-simulator.ts';
import { aRunContext } from '../builders/a-run-context.ts';
import { anOutcome } from './fixtures/an-outcome.ts';

// Against the simulated GitHub, whose GraphQL checks every request by the published schema's words.

const PULL = { repository: 'acme/backend', number: 1 };
const FINDING = { fingerprint: 'f1', source: 'octocat', body: 'Why x?' };
const ADDRESSED = [{ fingerprint: 'f1', reply: 'Said why.' }];
/** As the orchestrator grants it to a follow-up. */
const GRANTED = { contents: 'write', pull_requests: 'write', checks: 'read' } as const;

let github: GitHubForTests;
let steps: string[];
beforeEach(async () => {
  steps = [];
  github = await aCodeHost();
  const { people } = github.simulator;
  await people.push('acme/backend', 'feature', { 'a.txt': 'a\n' }, 'Change a');
  await people.openPull('acme/backend', { title: 'ENG-1: Change a', head: 'feature' });
  Object.assign(pull() ?? {}, { isDraft: true });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

function pull() {
  return github.simulator.people.pulls('acme/backend')[0];
}

function theDeps(permissions: Record<string, 'read' | 'write'>, signal: AbortSignal) {
  const { tokens, url } = github.simulator;
  const minted = tokens.mint(tokens.installationId(github.repository), { repositories: ['backend'], permissions });
  const answer = { token: minted.token, expiresAt: '2099-01-01T00:00:00.000Z', botLogin: 'ai-implement[bot]' };
  const settings = { apiUrl: url, owner: 'acme', repo: 'backend', signal, waitsMs: [1, 1, 1] };
  const repository = githubRepository({ ...settings, tokens: { current: async () => answer, forget: () => {} } });
  const reporter: PublishDeps['reporter'] = {
    async step(_step, work, message) {
      const result = await work();
      steps.push(message?.(result) ?? '');
      return result;
    },
    skip: async () => {},
  };
  return { github: repository, reporter, signal, redact: (text: string) => text } as PublishDeps;
}

interface Case {
  outcome?: Partial<AgentOutcome>;
  openFindings?: number;
  findings?: (typeof FINDING)[];
  verdict?: Verdict;
  isDraft?: boolean;
  permissions?: Record<string, 'read' | 'write'>;
  signal?: AbortSignal;
}

function finish(of: Case = {}) {
  const { outcome, openFindings = 0, findings = [FINDING], isDraft = true, verdict = 'ready' } = of;
  const deps = theDeps(of.permissions ?? GRANTED, of.signal ?? new AbortController().signal);
  const context = aRunContext({ phase: 'gap-fill', followUp: { pullNumber: 1, findings } });
  const published = {
    head: '1'.repeat(40),
    outcome: anOutcome({ addressed: ADDRESSED, ...outcome }),
    pull: { number: 1, url: 'https://github.test/acme/backend/pull/1', isDraft },
  };
  return finishDraft(deps, context, published, { openFindings, verdict });
}

test('a draft of which nothing is left open is made ready, by our App', async () => {
  expect(await finish()).toEqual({ isReady: true });

  expect(pull()?.isDraft).toBe(false);
  expect(steps).toEqual(['ready for review']);
});

test.each<[string, Case]>([
  ['the review did not approve', { outcome: { isApproved: false } }],
  ['the run failed', { outcome: { failure: { kind: 'substance', code: 'script_failed', reason: 'verify' } } }],
  ['a check failed, or a reviewer found something', { openFindings: 1 }],
  ['a finding was not answered', { outcome: { addressed: [] } }],
  ['the gap analysis does not agree', { verdict: 'not_ready' }],
])('a draft stays one where %s', async (_, of) => {
  expect(await finish(of)).toBeUndefined();

  expect([pull()?.isDraft, steps]).toEqual([true, []]);
});

test('what is no draft is left alone', async () => {
  expect(await finish({ isDraft: false })).toBeUndefined();
  expect(steps).toEqual([]);
});

test('a draft that somebody made ready meanwhile is ready', async () => {
  await github.simulator.people.markReady(PULL);

  expect(await finish()).toEqual({ isReady: true });
});

test('a draft that a person made one stays one, and that is said', async () => {
  await github.simulator.people.markReady(PULL);
  await github.simulator.people.convertToDraft(PULL);

  const why = 'Nothing is left open. It stays a draft, since somebody made it one.';
  expect(await finish()).toEqual({ isReady: false, why });
  expect([pull()?.isDraft, steps]).toEqual([true, [why]]);
});

test.each(['contents', 'pull_requests'] as const)(
  'without writing %s it stays a draft, and GitHub is quoted',
  async (lacking) => {
    const finished = await finish({ permissions: { ...GRANTED, [lacking]: 'read' } });

    expect(finished).toMatchObject({ isReady: false, why: expect.stringContaining('it is a draft still') });
    expect(finished).toMatchObject({ why: expect.stringContaining('Resource not accessible by integration') });
    expect(pull()?.isDraft).toBe(true);
  },
);

test.each(['lost_answer', 'cut_off'] as const)('an answer that is lost (%s) is asked for once more', async (kind) => {
  github.simulator.faults.add({ operation: 'graphql', kind, times: 1 });

  expect(await finish()).toEqual({ isReady: true });
  expect(pull()?.isDraft).toBe(false);
});

test('an outage fails nothing, and is said', async () => {
  github.simulator.faults.add({ operation: 'graphql', kind: 'status', status: 503 });

  expect(await finish()).toMatchObject({ isReady: false, why: expect.stringContaining('GitHub') });
  github.simulator.faults.clear();
});

test('a run that is stopped meanwhile is stopped', async () => {
  const stopped = new AbortController();
  stopped.abort(new Error('the run is over'));

  await expect(finish({ signal: stopped.signal })).rejects.toThrow('the run is over');
});

/** What the word of the analysis makes of a pull request that its run has just opened. */
function heed(
  verdict: Verdict | undefined,
  of: Pick<Case, 'outcome' | 'isDraft' | 'permissions'> & { phase?: 'gap-fill' } = {},
) {
  const { outcome, isDraft = false, permissions = GRANTED, phase } = of;
  Object.assign(pull() ?? {}, { isDraft });
  const followUp = phase && { phase, followUp: { pullNumber: 1, findings: [] } };
  const opened = { outcome: anOutcome({ ...outcome }), pull: { number: 1, url: 'https://github.test/1', isDraft } };
  return heedVerdict(theDeps(permissions, new AbortController().signal), aRunContext({ ...followUp }), opened, verdict);
}

test('what review and analysis find ready is ready, and both are named', async () => {
  expect(await heed('ready')).toEqual({ isDraft: false, words: expect.stringContaining('finds it ready too') });
  expect(pull()?.isDraft).toBe(false);
});

test.each<[Verdict | undefined, RegExp]>([
  ['not_ready', /^⚠️ The review approved of this change\. .* does not find it ready\. So it is a draft\.$/],
  [undefined, /^⚠️ Nobody has judged this change but the job in which it was made\. So it is a draft\.$/],
])('a pull request of which the analysis says %s becomes a draft, whatever the agent said', async (verdict, words) => {
  expect(await heed(verdict)).toEqual({ isDraft: true, words: expect.stringMatching(words) });
  expect(pull()?.isDraft).toBe(true);
});

test('a follow-up takes no pull request back that stands ready for people', async () => {
  expect(await heed('not_ready', { phase: 'gap-fill' })).toMatchObject({ isDraft: false });
  expect(pull()?.isDraft).toBe(false);
});

test('what a review did not approve of stays a draft, whatever the analysis says', async () => {
  const of = { outcome: { isApproved: false }, isDraft: true };
  expect(await heed('ready', of)).toEqual({
    isDraft: true,
    words: expect.stringContaining('its review, or a check, does not'),
  });
  expect(await heed('not_ready', of)).toEqual({ isDraft: true, words: expect.stringContaining('Neither the review') });
});

test('what cannot be made a draft is said, in the words of GitHub', async () => {
  const heeded = await heed('not_ready', { permissions: { ...GRANTED, contents: 'read' } });

  expect(heeded).toMatchObject({ isDraft: false, words: expect.stringContaining('It could not be made a draft') });
  expect(heeded.words).toContain('Resource not accessible by integration');
});

test('a draft that our analysis made one is made ready by a later follow-up', async () => {
  await heed('not_ready');

  expect(await finish()).toEqual({ isReady: true });
  expect(pull()?.isDraft).toBe(false);
});
