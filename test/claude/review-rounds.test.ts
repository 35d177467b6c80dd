import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findClaude, standIn } from '../../local/world/vendors/claude-code.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { aReviewedPull, COMMAND, type ReviewedPull, tellByWorkflow } from '../e2e/reviewed-pull.ts';
import { branchCommits } from './branch-commits.ts';

// Rounds of review to the end of the story, as people on the pull request see them: with webhooks and the real CLI, and with none that
// reaches us and a stand-in, whose passes are the same.

const BOT = 'ai-implement[bot]';
const REVIEWER = 'ada';
const GAP_ANALYSIS = '## 🔍 AI Implementation Gap Analysis';
const NO_GAPS = '### ⚠️ Gaps / Partial Implementation\n\nNone identified.';

const WAYS = [
  ['webhooks', async () => {}, findClaude],
  ['the shipped workflow alone', tellByWorkflow, standIn],
] as const;

const codeOf = ({ system }: ReviewedPull) => system.github.export().code;

function gapAnalyses(on: ReviewedPull): Array<{ id: number; hasGaps: boolean }> {
  const ours = codeOf(on).comments.filter(({ author, body }) => author.login === BOT && body.startsWith(GAP_ANALYSIS));
  return ours.map(({ id, body }) => ({ id, hasGaps: !body.includes(NO_GAPS) }));
}

function answersTo(on: ReviewedPull, id: number): string[] {
  const replies = codeOf(on).reviewComments.filter(({ inReplyTo }) => inReplyTo === id);
  return replies.map(({ author }) => author.login);
}

/** What there is to see of the branch and the runs. */
async function sight(on: ReviewedPull) {
  const commits = await branchCommits(on.system, on.name.repository, on.pull.head);
  return { runs: await on.runs(), commits, analyses: gapAnalyses(on) };
}

async function statesOfFindings({ name, system }: ReviewedPull): Promise<Record<string, string>> {
  const [owner = '', repo = ''] = name.repository.split('/');
  const findings = await system.stores.pullRequests.findings({ owner, repo, number: name.number });
  return Object.fromEntries(findings.map(({ body, state }) => [body, state]));
}

/** Answers the ids of the three comments on the diff: one that stands, one whose thread is resolved, one that is edited. */
async function sayAll(on: ReviewedPull, verdict: string, edited: string): Promise<[number, number, number]> {
  const { people } = on.system.github;
  const inline = (body: string) => people.commentOnLine(on.name, on.place, body, REVIEWER);
  await people.review(on.name, { verdict: 'request-changes', body: verdict }, REVIEWER);
  const ids = [await inline('Please say who is greeted.'), await inline('Please rename this.')] as const;
  const last = await inline('Please add a tets.');
  await people.resolve(on.name, ids[1]);
  await people.editComment(on.name, last, edited, REVIEWER);
  return [...ids, last];
}

describe.each(WAYS)('by %s', (_, prepare, program) => {
  let on: ReviewedPull;
  beforeAll(async () => {
    const claude = program();
    if (claude === undefined) throw new Error('Claude Code is not installed: npm run test:claude installs it');
    on = await aReviewedPull(prepare, claude);
  }, 240_000);
  afterAll(() => on?.system.stop());
  const people = () => on.system.github.people;

  test.each([
    ['in the conversation', () => people().comment(on.name, COMMAND, REVIEWER)],
    ['on a line of the diff', () => people().commentOnLine(on.name, on.place, COMMAND, REVIEWER)],
    ['in a review', () => people().review(on.name, { verdict: 'comment', body: COMMAND }, REVIEWER)],
  ])('a command %s is followed on the branch, and the gap analysis is brought up to date', async (__, write) => {
    const before = await sight(on);
    await write();
    await on.settled(before.runs.length + 1);

    const { runs, commits, analyses } = await sight(on);
    expect(runs.slice(before.runs.length)).toMatchObject([
      { phase: 'gap-fill', status: 'succeeded', branch: on.pull.head },
    ]);
    expect([commits[0]?.author, commits.slice(1)]).toEqual([BOT, before.commits]);
    expect(before.analyses).toMatchObject([{ hasGaps: before.runs.length === 1 }]);
    expect(analyses).toEqual([{ id: before.analyses[0]?.id, hasGaps: false }]);
  });

  test('what a reviewer says, and did not take back, is answered in one pass, and merging leads to Done', async () => {
    const before = await on.runs();
    const [verdict, edited] = ['Please handle an empty name.', 'Please add a test for an empty name.'];
    const comments = await sayAll(on, verdict, edited);
    await on.settled(before.length + 1);
    await on.system.pass(40 * MINUTE_MS);

    expect((await on.runs()).slice(before.length)).toMatchObject([{ phase: 'gap-fill', status: 'succeeded' }]);
    expect(comments.map((id) => answersTo(on, id))).toEqual([[BOT], [], [BOT]]);
    const states = await statesOfFindings(on);
    expect([verdict, 'Please say who is greeted.', edited].map((said) => states[said])).toEqual(
      Array(3).fill('addressed'),
    );
    expect(Object.values(states)).not.toContain('open');

    await people().review(on.name, { verdict: 'approve' }, REVIEWER);
    await people().merge(on.name);
    await on.system.until(async () => (await on.record())?.status === 'merged' && on.system.laptop.isIdle());
    expect(on.system.linear.stateOf(on.key)).toBe('Done');
    expect(on.system.linear.labelsOf(on.key)).not.toContain('Ready for Review');
    expect([on.system.laptop.counters.denials(), on.system.github.failures]).toEqual([[], []]);
  });
});
