import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aCodeHost, askBackend } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';
import { aWebhookReceiver, type WebhookReceiver } from './a-webhook-receiver.ts';
import { aToken, runAndCancel } from './github-requests.ts';
import { communityJudge, openApiJudge } from './webhook-judges.ts';

const BACKEND = 'acme/backend';
const PULL = { repository: BACKEND, number: 1 };
const JUDGES = { community: communityJudge(), openApi: openApiJudge() };

let github: GitHubForTests;
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await aWebhookReceiver();
  github = await aCodeHost({}, { webhookSecret: 'secret' });
  github.simulator.hook.pointTo(receiver.url);
  const { people } = github.simulator;
  await people.push(BACKEND, 'feature', { 'src/a.ts': 'export const a = 2;\n' }, 'Change a');
  await people.push(BACKEND, 'next', { 'README.md': '# Next\n' }, 'Next');
  await people.openPull(BACKEND, { title: 'ENG-1: Change a', head: 'feature' });
});
afterEach(async () => {
  await github.close();
  receiver.close();
  expect(github.simulator.failures).toEqual([]);
});

/** All that happens on pull requests, once. */
async function reviewAndMerge(): Promise<void> {
  const { people } = github.simulator;
  const id = await people.comment(PULL, '/ai-implement add a test', 'ada');
  await people.editComment(PULL, id, '/ai-implement add two tests', 'ada');
  await people.deleteComment(PULL, id, 'ada');
  const inline = await people.commentOnLine(PULL, { path: 'src/a.ts', line: 1 }, 'Why 2?', 'ada');
  await people.editComment(PULL, inline, 'Why not 1?', 'ada');
  await askBackend(github, `POST /pulls/1/comments/${inline}/replies`, { body: 'Because.' });
  const comments = [{ path: 'src/a.ts', body: 'All of it' }];
  await people.review(PULL, { verdict: 'request-changes', body: 'Not yet.', comments }, 'ada');
  await people.review(PULL, { verdict: 'approve' }, 'ada');
  await people.resolve(PULL, inline);
  await people.resolve(PULL, inline, false);
  await people.deleteComment(PULL, inline, 'ada');
  await people.addCheckRun(BACKEND, 'feature', { name: 'test', conclusion: 'failure' });
  for (const move of ['convertToDraft', 'markReady', 'closePull', 'reopenPull'] as const) await people[move](PULL);
  await askBackend(github, 'PATCH /pulls/1', { base: 'next' });
  await askBackend(github, 'PATCH /pulls/1', { base: 'main' });
  await people.merge(PULL);
}

/** All that owners do with repositories and with the App, once. */
function moveAbout(): void {
  const { people } = github.simulator;
  people.rename(BACKEND, 'server');
  people.archive('acme/server');
  people.archive('acme/server', false);
  people.takeFromApp('acme/server');
  people.addToApp('acme/server');
  people.suspendApp('acme');
  people.suspendApp('acme', false);
  people.acceptApp('acme');
  people.transfer('acme/server', 'umbrella');
  people.installApp('umbrella');
  people.transfer('acme/frontend', 'umbrella');
  people.removeApp('umbrella');
}

const EVENTS = {
  'check_suite completed': 1,
  'installation created': 1,
  'installation deleted': 1,
  'installation new_permissions_accepted': 1,
  'installation suspend': 1,
  'installation unsuspend': 1,
  'installation_repositories added': 1,
  'installation_repositories removed': 3,
  'issue_comment created': 1,
  'issue_comment deleted': 1,
  'issue_comment edited': 1,
  'pull_request closed': 2,
  'pull_request converted_to_draft': 1,
  'pull_request edited': 2,
  'pull_request opened': 1,
  'pull_request ready_for_review': 1,
  'pull_request reopened': 1,
  'pull_request_review submitted': 4,
  'pull_request_review_comment created': 3,
  'pull_request_review_comment deleted': 1,
  'pull_request_review_comment edited': 1,
  'pull_request_review_thread resolved': 1,
  'pull_request_review_thread unresolved': 1,
  'repository archived': 1,
  'repository renamed': 1,
  'repository transferred': 1,
  'repository unarchived': 1,
  'workflow_run completed': 1,
};
const COUNT = Object.values(EVENTS).reduce((sum, count) => sum + count, 0);

test('deliveries tell of what happens, in payloads that both judges accept', async () => {
  await reviewAndMerge();
  await runAndCancel(github, await aToken(github));
  moveAbout();
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(COUNT), { timeout: 10_000 });

  const counts: Record<string, number> = {};
  for (const { event, payload } of receiver.received) {
    const name = `${event} ${payload.action}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  expect(counts).toEqual(EVENTS);
  const complaints = receiver.received.flatMap(({ event, payload }) =>
    Object.entries(JUDGES).flatMap(([judge, complain]) =>
      complain(event, payload).map((complaint) => `${judge}: ${event} ${payload.action} ${complaint}`),
    ),
  );
  // GitHub does send null there, for a comment on a whole file.
  expect(complaints).toEqual(['community: pull_request_review_comment created /comment/original_line must be integer']);
});
