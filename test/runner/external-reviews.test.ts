import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { externalReviewers } from '../../runner/publishing/review-settings.ts';
import { aPublication, type Publication } from './fixtures/a-publication.ts';

const CLAUDE = { login: 'claude[bot]', type: 'Bot' } as const;

let publication: Publication;
beforeEach(async () => {
  publication = await aPublication();
  publication.hub.git.push('main', { '.ai-implement/config.yml': 'reviewProviders: [github-claude-code-review]\n' });
  publication.handOver((folder) => writeFileSync(join(folder, 'a.txt'), 'a\n'));
});
afterEach(() => publication.close());

test('what a reviewer posted meanwhile stands under the gaps with its source', async () => {
  publication.hub.checkRuns.push({ name: 'Claude Code Review', status: 'completed' });
  publication.hub.inline.push({
    id: 5,
    pull: 1,
    user: CLAUDE,
    body: '🔴 **Important**: off by one',
    path: 'a.txt',
    line: 3,
  });
  publication.hub.inline.push({ id: 7, pull: 1, user: CLAUDE, body: 'A reply.', in_reply_to_id: 5 });
  publication.hub.inline.push({ id: 6, pull: 1, user: { login: 'pat', type: 'User' }, body: 'Nice' });

  const report = await publication.publish();

  expect(report.openFindings).toBe(1);
  expect(report.gapAnalysis).toContain('- `a.txt:3` (Claude Code Review): 🔴 **Important**: off by one');
  expect(report.gapAnalysis).not.toContain('Nice');
  expect(publication.analyses[0]?.externalFindings).toHaveLength(1);
  const body = '🔴 **Important**: off by one';
  const posted = { kind: 'inline', commentId: '5', login: 'claude[bot]', path: 'a.txt', line: 3, body };
  expect(report.reviewerFindings).toEqual([posted]);
});

test('a reviewer that is not done in time is gone on without, and that is said', async () => {
  publication.hub.checkRuns.push({ name: 'Claude Code Review', status: 'in_progress' });

  const report = await publication.publish();

  expect(report.outcome).toBe('success');
  expect(report.gapAnalysis).toContain('We waited five minutes for Claude Code Review and went on without');
  const step = publication.api.steps().find(({ stepId, status }) => stepId === 'reviewers' && status === 'succeeded');
  expect(step?.message).toBe('went on without Claude Code Review; findings: 0');
});

test('checks that we may not see are not waited for in vain for ever', async () => {
  for (let tries = 0; tries < 200; tries += 1) publication.hub.failNext(/check-runs/, 403, 'Resource not accessible');

  const report = await publication.publish();

  expect(report.outcome).toBe('success');
});

test('a check that no provider brings is waited for by its name', () => {
  const config =
    'reviewProviders: [github-claude-code-review, unknown]\nreviewCheckNames: [Claude Code Review, lint-bot]';

  expect(externalReviewers(config).map(({ name }) => name)).toEqual(['Claude Code Review', 'lint-bot']);
});

test.each([undefined, '', 'reviewProviders: 3', '][', '- a'])('settings like %s name no reviewer', (config) => {
  expect(externalReviewers(config)).toEqual([]);
});
