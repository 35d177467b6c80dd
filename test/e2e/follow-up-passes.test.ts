import { afterAll, beforeAll, expect, test } from 'vitest';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import type { Finding } from '../../shared/contract/runner.ts';
import { goodAgent, neverApprovedAgent, nothingToDoAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { branchCommits } from '../claude/branch-commits.ts';
import {
  fileOn,
  type Played,
  type Scenario,
  type ScenarioWorld,
  startScenarioWorld,
} from '../claude/scenario-world.ts';
import { startRun } from '../claude/start-run.ts';

// Further passes on a pull request of ours; the run is put by hand, whoever asks for it.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld({}, standIn());
});
afterAll(() => world.stop());

const BOT = 'ai-implement[bot]';
const REVIEWER = 'octocat';
const BODY = 'What if there is no name?';

const pullOf = ({ repository, pulls }: Played) => ({ repository, number: pulls[0]?.number ?? 0 });
const branchOf = ({ pulls }: Played) => pulls[0]?.head ?? '';
const remarks = (played: Played, title: string) =>
  world.github.people.commentsOf(pullOf(played)).filter(({ login, body }) => login === BOT && body.startsWith(title));
const gapAnalyses = (played: Played) => remarks(played, '## 🔍 AI Implementation Gap Analysis');
const thread = (id: number) => world.github.export().code.reviewComments.filter(({ inReplyTo }) => inReplyTo === id);

/** An inline comment of a reviewer on the source of the change, as a finding. */
async function comment(played: Played): Promise<Finding & { reviewCommentId: number }> {
  const path = `src/${played.key.toLowerCase()}.mjs`;
  const reviewCommentId = await world.github.people.commentOnLine(pullOf(played), { path, line: 2 }, BODY, REVIEWER);
  return { fingerprint: 'a'.repeat(64), source: REVIEWER, path, line: 2, reviewCommentId, body: BODY };
}

async function followUp(first: Played, findings: Finding[], instruction?: string): Promise<Played> {
  const { key, repository } = first;
  const { number: pullNumber } = pullOf(first);
  const work = { pullNumber, findings, ...(instruction === undefined ? {} : { instruction }) };
  await startRun(world, { key, repository, phase: 'gap-fill', context: { followUp: work } });
  return world.settled(key, repository, 2);
}

/** A first implementation, and then a pass for an inline comment on it. */
async function playBoth(scenario: Scenario): Promise<{ played: Played; answers: string[] }> {
  const first = await world.play(scenario);
  const finding = await comment(first);
  const played = await followUp(first, [finding]);
  return { played, answers: thread(finding.reviewCommentId).map(({ author, body }) => `${author.login}: ${body}`) };
}

test('a follow-up works on the branch of its pull request, and opens nothing new', async () => {
  const { played } = await playBoth({});

  expect(played.runs.map(({ phase, status }) => `${phase} ${status}`)).toEqual([
    'implementation succeeded',
    'gap-fill succeeded',
  ]);
  expect(played.pulls).toHaveLength(1);
  const commits = await branchCommits(world, played.repository, branchOf(played));
  expect(commits.map(({ subject }) => subject)).toEqual([
    `${played.key}: Address review feedback`,
    `${played.key}: Greet by name`,
  ]);
  expect(played.pulls[0]).toMatchObject({ title: `${played.key}: Greet by name`, isDraft: false });
});

test('a follow-up answers in the thread, sums up, and brings the gap analysis up to date in place', async () => {
  const first = await world.play({});
  const [before] = gapAnalyses(first);
  expect(before?.body).toContain('- Empty input is not handled.');
  const finding = await comment(first);

  const played = await followUp(first, [finding]);

  expect(thread(finding.reviewCommentId).map(({ author }) => author.login)).toEqual([BOT]);
  const after = gapAnalyses(played);
  expect(after.map(({ id }) => id)).toEqual([before?.id]);
  expect(after[0]?.body).toContain('### ⚠️ Gaps / Partial Implementation\n\nNone identified.');
  const [summary, ...others] = remarks(played, '## 🔁 AI Implementation Follow-up');
  expect(summary?.body).toContain(`### Addressed\n\n- ${REVIEWER} \`${finding.path}\`:`);
  expect(others).toEqual([]);
  expect(played.report?.addressedFindings).toEqual([finding.fingerprint]);
});

test('the gaps of the last analysis and the instruction of a person are the work of a pass without findings', async () => {
  let prompt = '';
  const recording: ScriptedAgent = (conversation) => {
    if (conversation.pass === 'implementation') ({ prompt } = conversation);
    return goodAgent(conversation);
  };
  const first = await world.play({ agent: recording });

  const played = await followUp(first, [], 'Mind the empty name.');

  expect(prompt).toContain('Empty input is not handled.');
  expect(prompt).toContain('Mind the empty name.');
  const source = await fileOn(world, played.repository, branchOf(played), `src/${played.key.toLowerCase()}.mjs`);
  expect(source).toContain('no input, no output');
});

test('feedback that asks for nothing gets its answer without a commit', async () => {
  const { played, answers } = await playBoth({ agent: nothingToDoAgent });

  expect(await branchCommits(world, played.repository, branchOf(played))).toHaveLength(1);
  expect(answers).toEqual([expect.stringMatching(/^ai-implement\[bot\]: ./)]);
  expect(remarks(played, '## 🔁 AI Implementation Follow-up')).toHaveLength(1);
  expect(gapAnalyses(played)).toHaveLength(1);
});

test('a follow-up that no review approves of says on the pull request what is open', async () => {
  let isFollowUp = false;
  const first = await world.play({
    mapping: { maxIterations: 1 },
    agent: (conversation) => (isFollowUp ? neverApprovedAgent : goodAgent)(conversation),
  });
  isFollowUp = true;

  const played = await followUp(first, [], 'Go on.');

  const [summary] = remarks(played, '## 🔁 AI Implementation Follow-up');
  expect(summary?.body).toMatch(/### ⚠️ Open findings of the review\n\n- The greeting needs a second look/);
});

test('commits that a person made on the branch since are kept below those of the follow-up', async () => {
  const first = await world.play({});
  const files = { 'notes.md': 'By hand.\n' };
  await world.github.people.push(first.repository, branchOf(first), files, 'Notes', REVIEWER);

  const played = await followUp(first, [], 'Go on.');

  const commits = await branchCommits(world, played.repository, branchOf(played));
  expect(commits.map(({ author }) => author)).toEqual([BOT, REVIEWER, BOT]);
  expect(await fileOn(world, played.repository, branchOf(played), 'notes.md')).toBe('By hand.');
});

test('so are those that a person pushes while the follow-up is worked on', async () => {
  let push: (() => Promise<string>) | undefined;
  const pushes: Promise<string>[] = [];
  const agent: ScriptedAgent = (conversation) => {
    if (conversation.pass === 'implementation' && push !== undefined && pushes.length === 0) pushes.push(push());
    return goodAgent(conversation);
  };
  const first = await world.play({ agent });
  const files = { 'notes.md': 'Meanwhile.\n' };
  push = () => world.github.people.push(first.repository, branchOf(first), files, 'Notes', REVIEWER);

  const played = await followUp(first, [], 'Go on.');

  expect(pushes).toHaveLength(1);
  const commits = await branchCommits(world, played.repository, branchOf(played));
  expect(commits.map(({ author }) => author)).toEqual([BOT, REVIEWER, BOT]);
});
