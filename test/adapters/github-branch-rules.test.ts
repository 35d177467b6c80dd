import { describe, expect, it, onTestFinished, test } from 'vitest';
import { githubCodeHost } from '../../shared/adapters/github/github-code-host.ts';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import { instant } from '../../shared/domain/time.ts';
import type { SimulatedRuleset } from '../../simulators/github/repositories.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import { APP } from '../../simulators/test/a-github-simulator.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';
import { DISPATCH } from './a-github-subject.ts';

const BRANCH = 'bots/ai-implement/ENG-1-add-a-button';
const REPOSITORY = { owner: 'acme', repo: 'backend' };
type Rule = SimulatedRuleset['rules'][number];

async function aRepository(...rulesets: Partial<SimulatedRuleset>[]) {
  const github = await aCodeHost({ protectedBranches: [] });
  onTestFinished(() => github.close());
  const { simulator, repository, clock } = github;
  repository.rulesets = rulesets.map((ruleset, index) => ({
    ...{ id: index + 1, name: 'All branches', branches: 'bots/*', rules: [] },
    ...ruleset,
  }));
  const settings = { apiUrl: simulator.url, ...APP, now: clock.now };
  const run = aRun({
    reservedAt: instant(clock.now()),
    branch: BRANCH,
    ticketKey: 'ENG-1',
    ticketTitle: 'Add a button',
  });
  const files = ['claude-plan.yml', 'claude-implement.yml'];
  return {
    ...github,
    compare: () => githubCodeHost(settings).compare(REPOSITORY, 'main', []),
    obstacles: () =>
      githubCodeHost(settings).obstacles(REPOSITORY, {
        ...{ branch: BRANCH, message: 'ENG-1: Add a button\n', workflowFiles: files },
      }),
    dispatch: (overrides: Parameters<typeof aRun>[0] = {}) => {
      const planned = { ...run, ...overrides };
      return githubExecutor(settings).dispatch(planned, aRunRequest(planned));
    },
    orders: () => simulator.counts().requests[DISPATCH] ?? 0,
  };
}

const pattern = (type: string, operator: string, text: string, negate = false): Rule => ({
  type,
  parameters: { name: '', negate, operator, pattern: text },
});
const MESSAGE = 'commit_message_pattern';
const checks = (onCreate: boolean): Rule => ({
  type: 'required_status_checks',
  parameters: {
    ...{ required_status_checks: [{ context: 'ci' }], strict_required_status_checks_policy: false },
    do_not_enforce_on_create: !onCreate,
  },
});
const PULL_REQUEST: Rule = {
  type: 'pull_request',
  parameters: {
    ...{ dismiss_stale_reviews_on_push: false, require_code_owner_review: false, require_last_push_approval: false },
    ...{ required_approving_review_count: 1, required_review_thread_resolution: false },
  },
};

/** A rule for the branches of runs, and what it wants that a run does not bring; undefined: it may pass. */
const RULES: [string, Rule, RegExp | undefined][] = [
  ['signed commits, which a run brings', { type: 'required_signatures' }, undefined],
  ['creation by others', { type: 'creation' }, /others to create/],
  ['changes by others', { type: 'update' }, /others to change/],
  ['pull requests everywhere', PULL_REQUEST, /a pull request for every change/],
  ['checks before each push', checks(true), /checks to succeed/],
  ['checks, but not on creation', checks(false), undefined],
  ['no deletion', { type: 'deletion' }, undefined],
  ['no force pushes', { type: 'non_fast_forward' }, undefined],
  [
    'messages that begin otherwise',
    pattern(MESSAGE, 'starts_with', 'feat: '),
    /commit messages \(ours begin with "ENG-1: Add/,
  ],
  ['messages that begin like ours', pattern(MESSAGE, 'starts_with', 'ENG-'), undefined],
  ['messages that hold something', pattern(MESSAGE, 'contains', 'Signed-off-by'), /commit messages/],
  ['messages that must not hold something of ours', pattern(MESSAGE, 'contains', 'button', true), /commit messages/],
  ['messages by a pattern that fits', pattern(MESSAGE, 'regex', '^[A-Z]+-\\d+: '), undefined],
  ['messages by a pattern that does not fit', pattern(MESSAGE, 'regex', '^(feat|fix): '), /commit messages/],
  ['messages whatever their capitals', pattern(MESSAGE, 'regex', '(?i)^eng-'), undefined],
  ['messages by a pattern of another language', pattern(MESSAGE, 'regex', '\\pQ('), undefined],
  ['names of branches', pattern('branch_name_pattern', 'starts_with', 'feature/'), /names of branches/],
  ['names of branches like ours', pattern('branch_name_pattern', 'regex', '^bots/'), undefined],
];

describe.each(RULES)('a rule on %s', (_, rule, wish) => {
  it(`${wish === undefined ? 'lets a run start' : 'is told by the check, and no run is ordered'}`, async () => {
    const the = await aRepository({ rules: [rule] });
    const told = wish === undefined ? [] : [expect.stringMatching(wish)];

    expect(await the.obstacles()).toEqual(told);
    const refused = {
      outcome: 'refused',
      concerns: 'mapping',
      code: 'branch_rules',
      reason: expect.stringMatching(wish ?? ''),
    };
    expect(await the.dispatch()).toMatchObject(wish === undefined ? { outcome: 'dispatched' } : refused);
    expect(the.orders()).toBe(wish === undefined ? 1 : 0);
  });
});

test('rules that our App may pass over, or that are for other branches, let a run start', async () => {
  const rules: Rule[] = [{ type: 'update' }, { type: 'creation' }];
  const the = await aRepository({ rules, isBypassed: true }, { rules, branches: 'release/*' });

  expect(await the.obstacles()).toEqual([]);
  expect(await the.dispatch()).toMatchObject({ outcome: 'dispatched' });
});

test('a follow-up on a branch that stands is not kept from creating it', async () => {
  const the = await aRepository({ rules: [{ type: 'creation' }] });

  expect(await the.dispatch({ followUp: { pullNumber: 1, comments: [] } })).toMatchObject({ outcome: 'dispatched' });
});

test.each(['bots', 'bots/ai-implement'])('a branch %s stands in the way of those below it', async (name) => {
  const the = await aRepository();
  await the.simulator.people.push('acme/backend', name, { 'a.txt': 'a' }, 'By hand');
  const words = expect.stringContaining(`The branch ${name} stands in the way of ${BRANCH}`);

  expect(await the.obstacles()).toEqual([words]);
  expect(await the.dispatch()).toMatchObject({ outcome: 'refused', code: 'branch_rules', reason: words });
  expect(the.orders()).toBe(0);
});

test.each([
  ['inactivity', 'by GitHub, after 60 days without activity'],
  ['manually', 'by somebody'],
] as const)('a workflow that was disabled (%s) is named', async (disabled, by) => {
  const the = await aRepository();
  const [workflow] = the.repository.workflows;
  if (workflow !== undefined) workflow.disabled = disabled;

  expect(await the.obstacles()).toEqual([
    expect.stringContaining(`${workflow?.file} of acme/backend was disabled ${by}`),
  ]);
});

test.each<[string, Partial<SimulatedRuleset>[], boolean]>([
  ['a rule that wants pull requests', [{ branches: 'main', rules: [PULL_REQUEST] }], true],
  ['rules that want something else', [{ branches: 'main', rules: [{ type: 'deletion' }] }], false],
  ['no rule', [], false],
])('a default branch with %s is protected: %s', async (_, rulesets, isProtected) => {
  const the = await aRepository(...rulesets);

  expect(await the.compare()).toMatchObject({ isProtected });
});
