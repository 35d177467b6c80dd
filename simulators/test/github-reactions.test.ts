import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCodeHost, askBackend } from './a-code-repository.ts';
import type { GitHubForTests } from './a-github-simulator.ts';
import { ask, aToken } from './github-requests.ts';

const BACKEND = 'acme/backend';
const PULL = { repository: BACKEND, number: 1 };
const EYES = { content: 'eyes' };

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

/** One request to `/graphql`, with a token of these permissions. */
async function askGraphql(query: string, variables: object, permissions: object = { pull_requests: 'write' }) {
  const token = await aToken(github, { permissions });
  return ask(github, { method: 'POST', path: '/graphql', token, body: { query, variables } });
}

const REACT = `mutation ($subjectId: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $subjectId, content: $content }) { reaction { content } }
}`;

describe('reactions in the simulated GitHub', () => {
  it('are made once on a comment, and stand the second time', async () => {
    const { people } = github.simulator;
    const id = await people.comment(PULL, 'Please add a test.', 'ada');
    const inlineId = await people.commentOnLine(PULL, { path: 'src/a.ts', line: 1 }, 'Why 2?');
    const path = `POST /issues/comments/${id}/reactions`;
    const inlinePath = `POST /pulls/comments/${inlineId}/reactions`;
    const answers = [];
    for (const asked of [path, path, inlinePath, inlinePath]) answers.push(await askBackend(github, asked, EYES));

    expect(answers.map(({ status }) => status)).toEqual([201, 200, 201, 200]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[0]?.body).toMatchObject({ content: 'eyes', user: { login: 'ai-implement[bot]' } });
    expect(people.reactions()).toMatchObject([
      { on: 'conversation', subjectId: id },
      { on: 'inline', subjectId: inlineId },
    ]);
  });

  it.each([
    ['of a kind that there is not', '/issues/comments/1/reactions', { content: 'sigh' }, 422],
    ['to a comment that is not there', '/issues/comments/1/reactions', EYES, 404],
    ['to an inline comment that is not there', '/pulls/comments/1/reactions', EYES, 404],
  ])('are refused %s', async (_, path, body, status) => {
    expect((await askBackend(github, `POST ${path}`, body)).status).toBe(status);
  });

  it('reach the text of a review by GraphQL alone', async () => {
    const id = await github.simulator.people.review(PULL, { verdict: 'comment', body: 'Hm.' }, 'ada');
    const { body } = await askBackend(github, `GET /pulls/1/reviews/${id}`);
    const variables = { subjectId: body['node_id'], content: 'EYES' };
    const answers = [await askGraphql(REACT, variables), await askGraphql(REACT, variables)];

    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 200, body: { data: { addReaction: { reaction: { content: 'EYES' } } } } });
    }
    expect(github.simulator.people.reactions()).toMatchObject([{ on: 'review', subjectId: id, content: 'eyes' }]);
  });
});

describe('GraphQL in the simulated GitHub', () => {
  it.each([
    ['a node that is not there', { subjectId: 'PRR_x', content: 'EYES' }, 'NOT_FOUND'],
    ['a node of another kind', { subjectId: 'PR_cHVsbCAx', content: 'EYES' }, 'NOT_FOUND'],
  ])('answers %s with an error beside empty data', async (_, variables, type) => {
    const answer = await askGraphql(REACT, variables);
    expect(answer).toMatchObject({ status: 200, body: { errors: [{ type }] } });
  });

  it('refuses a token without the permission, and one that is none', async () => {
    const id = await github.simulator.people.review(PULL, { verdict: 'comment', body: 'Hm.' }, 'ada');
    const { body } = await askBackend(github, `GET /pulls/1/reviews/${id}`);
    const variables = { subjectId: body['node_id'], content: 'EYES' };
    const forbidden = await askGraphql(REACT, variables, { pull_requests: 'read' });
    const bad = await ask(github, {
      method: 'POST',
      path: '/graphql',
      token: 'x',
      body: { query: REACT, variables },
    });

    expect(forbidden.body).toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
    expect(bad.status).toBe(401);
    expect(github.simulator.people.reactions()).toEqual([]);
  });

  it('refuses what is not in the part of the schema that it has', async () => {
    const wrongs = [
      askGraphql('mutation { resolveReviewThread { thread { id } } }', {}),
      askGraphql(REACT, { subjectId: 'x', content: 'SIGH' }),
    ];
    for (const { body } of await Promise.all(wrongs)) expect(body).toMatchObject({ errors: [{}] });
    expect((await askGraphql('mutation {', {})).body).toMatchObject({ errors: [{}] });
  });
});

describe('people in the simulated GitHub', () => {
  it.each([
    ['admin', 'MEMBER'],
    ['write', 'MEMBER'],
    ['read', 'COLLABORATOR'],
    ['none', 'NONE'],
  ] as const)('with the role %s are %s in what they write, and have that permission', async (role, association) => {
    const { people } = github.simulator;
    people.setRole('Mallory', role);
    const id = await people.comment(PULL, 'Hello.', 'mallory');

    const permission = await askBackend(github, 'GET /collaborators/mallory/permission');
    expect(permission).toMatchObject({ status: 200, body: { permission: role, user: { login: 'mallory' } } });
    const comment = await askBackend(github, `GET /issues/comments/${id}`);
    expect(comment.body).toMatchObject({ author_association: association });
  });

  it('may write unless said otherwise, and bots are no collaborators', async () => {
    const roles = ['ada', 'renovate[bot]'].map((login) =>
      askBackend(github, `GET /collaborators/${encodeURIComponent(login)}/permission`),
    );
    expect((await Promise.all(roles)).map(({ body }) => body['permission'])).toEqual(['write', 'none']);
  });
});

describe('single texts in the simulated GitHub', () => {
  it('are read by their ids', async () => {
    const { people } = github.simulator;
    const inlineId = await people.commentOnLine(PULL, { path: 'src/a.ts', line: 1 }, 'Why 2?', 'ada');
    const reviewId = await people.review(PULL, { verdict: 'comment', body: 'Hm.' }, 'ada');

    const inline = await askBackend(github, `GET /pulls/comments/${inlineId}`);
    const review = await askBackend(github, `GET /pulls/1/reviews/${reviewId}`);
    expect(inline.body).toMatchObject({ id: inlineId, body: 'Why 2?', user: { login: 'ada' } });
    expect(review.body).toMatchObject({ id: reviewId, body: 'Hm.', state: 'COMMENTED' });
    const missing = ['/pulls/comments/9', '/pulls/1/reviews/9', '/pulls/2/reviews/9'].map((path) =>
      askBackend(github, `GET ${path}`),
    );
    expect((await Promise.all(missing)).map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});
