import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { branchCommits } from './branch-commits.ts';
import { runDetail, stepsOf } from './run-detail.ts';
import { fileOn, type Played, type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Tickets through the shipped workflows with the real Claude Code and real git.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

const BOT = 'ai-implement[bot]';
const GAP_TITLE = '## 🔍 AI Implementation Gap Analysis';

/** The gap analysis on the ticket's first pull request, which must be one comment of our App. */
function gapAnalysis({ repository, pulls }: Played): string {
  const comments = world.github.people.commentsOf({ repository, number: pulls[0]?.number ?? 0 });
  const found = comments.filter(({ login, body }) => login === BOT && body.startsWith(GAP_TITLE));
  expect(found).toHaveLength(1);
  return found[0]?.body ?? '';
}

/** Passes in their order; one takes several requests. */
function passesOf({ requests }: Played): string[] {
  return requests.map(({ pass }) => pass).filter((pass, index, all) => pass !== all[index - 1]);
}

test('a ticket becomes one pull request: branch, title, body, gap analysis, and a link on the ticket', async () => {
  const played = await world.play({});

  const { key, repository, pulls, comments } = played;
  const branch = `ai-implement/${key}-greet-by-name`;
  expect(played.ticket.status).toBe('pr_ready');
  expect(pulls).toHaveLength(1);
  expect(pulls[0]).toMatchObject({ title: `${key}: Greet by name`, head: branch, base: 'main', isDraft: false });
  expect(pulls[0]?.body).toContain(`Ticket: [${key}](${played.ticket.url})\n\nFixes ${key}\n`);
  const files = ['README.md', `src/${key.toLowerCase()}.mjs`, `test/${key.toLowerCase()}.test.mjs`];
  expect(await branchCommits(world, repository, branch)).toEqual([
    { author: BOT, subject: `${key}: Greet by name`, files },
  ]);
  expect(gapAnalysis(played)).toMatch(
    /^## 🔍 AI Implementation Gap Analysis\n.*\n\n> ✅ The review approved .* finds it ready too\.\n\n### ✅ Implemented\n\n- Greets by name, with a test\.\n\n### ⚠️ Gaps \/ Partial Implementation\n\n- Empty input is not handled\.\n\n### 🔧 Manual Steps Required\n\nNone identified\.\n\n---\nComment `\/ai-implement` on this pull request/,
  );
  expect(comments).toHaveLength(1);
  expect(comments[0]).toContain(`/${repository}/pull/${pulls[0]?.number}`);
  expect(world.linear.labelsOf(key)).toContain('Ready for Review');
  expect(world.linear.labelsOf(key)).not.toContain('AI-Working');
});

test('what it cost, and what was done in a repository without a package.json, can be read of the run', async () => {
  const played = await world.play({});

  const detail = await runDetail(world, played);
  expect(played.report?.usage?.costUsd).toBeGreaterThan(0);
  expect(detail).toMatchObject({ status: 'succeeded', costUsd: played.report?.usage?.costUsd });
  expect(detail.report?.changes).toMatchObject({ files: 3 });
  expect(detail.report?.gapAnalysis).toBe(gapAnalysis(played));
  const steps = stepsOf(detail);
  expect(steps).toMatchObject({ Implement: 'succeeded', Review: 'succeeded: approved' });
  expect(steps).toMatchObject({ 'Install dependencies': 'skipped: no package.json' });
});

test('findings of the first review are worked on in a second round, and one approved commit comes out', async () => {
  const played = await world.play({ agent: 'two-rounds' });

  expect(passesOf(played)).toEqual(['implementation', 'review', 'implementation', 'review', 'gap-analysis']);
  const [pull] = played.pulls;
  expect(pull?.isDraft).toBe(false);
  expect(pull?.body).not.toContain('Open findings');
  expect(await branchCommits(world, played.repository, pull?.head ?? '')).toHaveLength(1);
  const source = await fileOn(world, played.repository, pull?.head ?? '', `src/${played.key.toLowerCase()}.mjs`);
  expect(source).toContain('revision 2');
});

test('work that no review approves of arrives as a draft with the open findings', async () => {
  const played = await world.play({ agent: 'never-approved', mapping: { maxIterations: 2 } });

  expect(passesOf(played).filter((pass) => pass === 'review')).toHaveLength(2);
  expect(played.pulls[0]?.isDraft).toBe(true);
  expect(played.pulls[0]?.body).toMatch(/### ⚠️ Open findings of the review\n\n- The greeting needs a second look/);
  expect(played.comments[0]).toContain('(draft: 1 open findings)');
  expect(played.ticket.status).toBe('pr_ready');
});

test('an agent that changes nothing fails clearly, without branch or pull request', async () => {
  const played = await world.play({ agent: 'does-nothing' });

  expect(played.ticket.status).toBe('implementation_failed');
  expect(played.pulls).toEqual([]);
  expect(await branchCommits(world, played.repository, `ai-implement/${played.key}-greet-by-name`)).toEqual([]);
  expect(played.comments).toHaveLength(1);
  expect(played.comments[0]).toMatch(
    /^⚠️ Implementation failed: There is nothing to commit: the agent changed no file\./,
  );
  expect(world.linear.labelsOf(played.key)).not.toContain('AI-Implement');
});

test('a gap analysis that fails is told in its comment, fails nothing, and leaves a draft', async () => {
  const refusal = { type: 'error', error: { type: 'invalid_request_error', message: 'the model is retired' } };
  world.model.anthropic.faults.add({ operation: 'messages/gap-analysis', kind: 'status', status: 400, body: refusal });

  const played = await world.play({}).finally(() => world.model.anthropic.faults.clear());

  expect(played.ticket.status).toBe('pr_ready');
  expect(played.runs[0]?.status).toBe('succeeded');
  expect(played.pulls[0]?.isDraft).toBe(true);
  expect(gapAnalysis(played)).toContain(
    'Nobody has judged this change but the job in which it was made. So it is a draft.',
  );
  expect(gapAnalysis(played)).toMatch(/> ⚠️ The gap analysis failed: .*the model is retired/);
  expect(gapAnalysis(played)).toContain('### ✅ Implemented\n\nNot known, since the analysis failed.');
});

test('a prompt of 1 MB and a description of 200 kB reach the model whole', async () => {
  let prompt = '';
  const recording: ScriptedAgent = (conversation) => {
    if (conversation.pass === 'implementation') ({ prompt } = conversation);
    return goodAgent(conversation);
  };
  const description = `${'Ümlaute and words of the ticket. '.repeat(6100)}END OF TICKET`;
  const rules = `${'A rule of this repository.\n'.repeat(38_000)}END OF RULES`;
  const files = { 'WORKFLOW.md': `---\nmodel: claude-sonnet-4-6\n---\n${rules}\n\n\${ISSUE_DESCRIPTION}\n` };

  const played = await world.play({ agent: recording, description, files });

  expect(Buffer.byteLength(prompt)).toBeGreaterThan(1_000_000);
  expect(prompt).toContain(rules);
  expect(prompt).toContain(description);
  expect(played.ticket.status).toBe('pr_ready');
});
