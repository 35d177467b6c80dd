import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCodeHost, askBackend } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';

const BACKEND = 'acme/backend';
const PULL = { repository: BACKEND, number: 1 };

let github: GitHubForTests;
beforeEach(async () => {
  github = await aCodeHost();
  await github.simulator.people.push(BACKEND, 'feature', { 'src/a.ts': 'export const a = 2;\n' }, 'Change a');
  await askBackend(github, 'POST /pulls', { title: 'ENG-1: Change a', head: 'feature', base: 'main' });
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

describe('comments in the simulated GitHub', () => {
  it('bear the bot and the App that wrote them', async () => {
    const { status, body } = await askBackend(github, 'POST /issues/1/comments', { body: 'Done.' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ body: 'Done.', user: { login: 'ai-implement[bot]', type: 'Bot' } });
    expect(body).toMatchObject({ performed_via_github_app: { slug: 'ai-implement' }, author_association: 'NONE' });
  });

  it('are listed with those of people, oldest first, and changed in place', async () => {
    await github.simulator.people.comment(PULL, 'Please add a test.', 'ada');
    const { body } = await askBackend(github, 'POST /issues/1/comments', { body: 'Old' });
    await askBackend(github, `PATCH /issues/comments/${body['id']}`, { body: 'New' });
    expect((await askBackend(github, 'GET /issues/1/comments')).body).toMatchObject([
      { body: 'Please add a test.', user: { login: 'ada', type: 'User' }, author_association: 'MEMBER' },
      { body: 'New', user: { login: 'ai-implement[bot]' } },
    ]);
    expect((await askBackend(github, `GET /issues/comments/${body['id']}`)).body).toMatchObject({ body: 'New' });
  });

  it('are taken with the permission for issues as well', async () => {
    const permissions = { issues: 'write' } as const;
    const answer = await askBackend(github, 'POST /issues/1/comments', { body: 'Hi' }, { permissions });
    expect(answer.status).toBe(201);
  });

  it.each([
    ['without text', '/issues/1/comments', { body: ' ' }, 422],
    ['of more than 65,536 characters', '/issues/1/comments', { body: 'x'.repeat(65_537) }, 422],
    ['without the field', '/issues/1/comments', {}, 422],
    ['on a pull request that is not there', '/issues/2/comments', { body: 'Hi' }, 404],
  ])('are refused %s', async (_, path, body, status) => {
    expect((await askBackend(github, `POST ${path}`, body)).status).toBe(status);
  });

  it('are refused to a token that may only write contents', async () => {
    const permissions = { contents: 'write' } as const;
    const answer = await askBackend(github, 'POST /issues/1/comments', { body: 'Hi' }, { permissions });
    expect(answer).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
  });
});

describe('reviews in the simulated GitHub', () => {
  it('list what people found, with comments on the diff', async () => {
    const note = { path: 'src/a.ts', line: 1, body: 'Why 2?' };
    const review = { verdict: 'request-changes', body: 'Not yet.', comments: [note] } as const;
    await github.simulator.people.review(PULL, review, 'ada');
    expect((await askBackend(github, 'GET /pulls/1/reviews')).body).toMatchObject([
      { state: 'CHANGES_REQUESTED', body: 'Not yet.', user: { login: 'ada' } },
    ]);
    expect((await askBackend(github, 'GET /pulls/1/comments')).body).toMatchObject([
      { path: 'src/a.ts', line: 1, body: 'Why 2?', diff_hunk: expect.stringMatching(/\+export const a = 2;$/) },
    ]);
  });

  it('take a reply, which joins the thread', async () => {
    const id = await github.simulator.people.commentOnLine(PULL, { path: 'src/a.ts', line: 1 }, 'Why 2?');
    const { body } = await askBackend(github, `POST /pulls/1/comments/${id}/replies`, { body: 'Because.' });
    expect(body).toMatchObject({ in_reply_to_id: id, path: 'src/a.ts', user: { type: 'Bot' } });
    const again = await askBackend(github, `POST /pulls/1/comments/${body['id']}/replies`, { body: 'Yes.' });
    expect(again.body).toMatchObject({ in_reply_to_id: id });
    expect((await askBackend(github, 'POST /pulls/1/comments/9/replies', { body: 'x' })).status).toBe(404);
  });

  it('are written by the App, with comments of their own', async () => {
    const comments = [{ path: 'src/a.ts', line: 1, side: 'LEFT', body: 'It was 1.' }];
    const { body } = await askBackend(github, 'POST /pulls/1/reviews', { event: 'COMMENT', comments });
    expect(body).toMatchObject({ state: 'COMMENTED', user: { login: 'ai-implement[bot]' } });
    const commit = await askBackend(github, 'GET /git/ref/heads/feature');
    const { sha } = commit.body['object'] as { sha: string };
    const single = { body: 'Hm.', path: 'src/a.ts', line: 1, commit_id: sha };
    expect((await askBackend(github, 'POST /pulls/1/comments', single)).status).toBe(201);
  });
});

describe('the rules for reviews in the simulated GitHub', () => {
  it.each([
    ['approval of one’s own pull request', { event: 'APPROVE' }, 'Review Can not approve your own pull request'],
    ['comment without a word', { event: 'COMMENT' }, "Review body can't be blank"],
    [
      'comment beside the diff',
      { event: 'COMMENT', comments: [{ path: 'src/a.ts', line: 9, body: 'x' }] },
      'Line could not be resolved',
    ],
    [
      'comment on a file that is not in the diff',
      { event: 'COMMENT', comments: [{ path: 'README.md', line: 1, body: 'x' }] },
      'Path could not be resolved',
    ],
  ])('take no %s', async (_, review, error) => {
    const answer = await askBackend(github, 'POST /pulls/1/reviews', review);
    expect(answer).toMatchObject({ status: 422, body: { errors: [error] } });
  });

  it('take no single comment beside the diff', async () => {
    const { body } = await askBackend(github, 'GET /git/ref/heads/feature');
    const { sha } = body['object'] as { sha: string };
    const comment = { body: 'Hm.', path: 'src/a.ts', line: 9, commit_id: sha };
    expect(await askBackend(github, 'POST /pulls/1/comments', comment)).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'pull_request_review_thread.line must be part of the diff' }] },
    });
  });

  it('open a protected branch to a merge', async () => {
    github.repository.protectedBranches = ['main'];
    const { people } = github.simulator;
    await expect(people.merge(PULL)).rejects.toThrow(/approving review/);
    await people.review(PULL, { verdict: 'approve' }, 'ada');
    const sha = await people.merge(PULL, 'squash');
    expect((await askBackend(github, `GET /git/commits/${sha}`)).body).toMatchObject({
      message: 'ENG-1: Change a (#1)',
      parents: [{}],
    });
  });
});

describe('checks in the simulated GitHub', () => {
  const READER = { permissions: { checks: 'read', statuses: 'read' } } as const;
  const list = (query = '') => askBackend(github, `GET /commits/feature/check-runs${query}`, undefined, READER);

  it('are listed for a branch, the last run of each name only', async () => {
    const { people } = github.simulator;
    await people.addCheckRun(BACKEND, 'feature', { name: 'test', conclusion: 'failure' });
    await people.addCheckRun(BACKEND, 'feature', { name: 'test', conclusion: 'success' });
    await people.addCheckRun(BACKEND, 'feature', { name: 'claude-review', appSlug: 'claude' });
    expect((await list()).body).toMatchObject({
      total_count: 2,
      check_runs: [
        { name: 'test', status: 'completed', conclusion: 'success', app: { slug: 'github-actions' } },
        { name: 'claude-review', status: 'in_progress', conclusion: null, completed_at: null },
      ],
    });
    expect((await list('?filter=all&check_name=test')).body).toMatchObject({ total_count: 2 });
  });

  it('are not shown to a token without the permission, nor for a commit that is not there', async () => {
    expect((await askBackend(github, 'GET /commits/feature/check-runs')).status).toBe(403);
    const missing = await askBackend(github, 'GET /commits/trunk/check-runs', undefined, READER);
    expect(missing).toMatchObject({ status: 422, body: { message: 'No commit found for SHA: trunk' } });
  });

  it('have no commit statuses beside them', async () => {
    const { body } = await askBackend(github, 'GET /commits/feature/status', undefined, READER);
    expect(body).toMatchObject({ state: 'pending', total_count: 0 });
  });
});
