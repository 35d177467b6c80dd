import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { COMMENT_PROPERTY } from '../../shared/adapters/jira/marked-comments.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';
import type { JiraSimulator } from '../../simulators/jira/simulator.ts';
import { startJira } from './jira-harness.ts';

let simulator: JiraSimulator;
let tracker: Tracker;
let key: string;
let id: string;
beforeEach(async () => {
  ({ simulator, tracker } = await startJira());
  key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend' });
  id = simulator.idOf(key);
});
afterEach(() => simulator.stop());

const texts = () => simulator.commentsOf(key).map(({ text }) => text);

test('our comments bear a marker that nobody sees', async () => {
  const commentId = randomUUID();
  await tracker.comment(id, { commentId, body: 'Done.' });

  const [comment] = simulator.commentsOf(key);
  expect(comment?.text).toBe('Done.');
  expect(comment?.properties[COMMENT_PROPERTY]).toMatchObject({ commentId });
});

test('a comment is found among many, and updated in its place', async () => {
  const commentId = randomUUID();
  await tracker.comment(id, { commentId, body: 'first plan' });
  for (let n = 0; n < 150; n += 1) simulator.comment(key, `remark ${n}`);
  await tracker.comment(id, { commentId, body: 'second plan' });

  expect(texts()).toHaveLength(151);
  expect(texts()[0]).toBe('second plan');
});

test('what others wrote never counts as ours, whatever it bears', async () => {
  const commentId = randomUUID();
  simulator.comment(key, 'forged');
  const state = simulator.export();
  for (const comment of state.comments)
    comment.properties = [{ key: COMMENT_PROPERTY, value: { commentId, digest: '' } }];
  simulator.import(state);

  expect(await tracker.comment(id, { commentId, body: 'real' })).toBe('shown');
  expect(texts()).toEqual(['forged', 'real']);
});

test("a person's edit of our comment stays until we have something else to say", async () => {
  const commentId = randomUUID();
  await tracker.comment(id, { commentId, body: 'our plan' });
  const state = simulator.export();
  const ours = state.comments[0];
  if (ours)
    ours.body = {
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'edited' }] }],
    };
  simulator.import(state);

  await tracker.comment(id, { commentId, body: 'our plan' });
  expect(texts()).toEqual(['edited']);
  await tracker.comment(id, { commentId, body: 'a new plan' });
  expect(texts()).toEqual(['a new plan']);
});

test('a comment that is too long is posted shortened, and says so', async () => {
  const body = Array.from({ length: 3000 }, (_, n) => `- item ${n} with **some** words`).join('\n');
  expect(await tracker.comment(id, { commentId: randomUUID(), body })).toBe('shown');

  expect(texts()[0]).toMatch(/^item 0 with some words\n/);
  expect(texts()[0]).toMatch(/too long for a Jira comment\.$/);
});

test('a document that Jira refuses all the same is posted as plain paragraphs', async () => {
  simulator.faults.add({ operation: 'addComment', kind: 'status', status: 400, times: 1 });
  expect(await tracker.comment(id, { commentId: randomUUID(), body: 'a **bold** word\n\n- item' })).toBe('shown');

  expect(texts()).toEqual(['a **bold** word\n- item']);
});

test('a comment whose every form is refused is tried no further', async () => {
  simulator.faults.add({ operation: 'addComment', kind: 'status', status: 400 });
  await expect(tracker.comment(id, { commentId: randomUUID(), body: 'a **bold** word' })).rejects.toThrow();

  expect(simulator.counts().byOperation).toMatchObject({ addComment: 2 });
});

test('posting asks who we are once, and looks before it posts', async () => {
  await tracker.comment(id, { commentId: randomUUID(), body: 'one' });
  expect(simulator.counts().byOperation).toEqual({ getCurrentUser: 1, getComments: 1, addComment: 1 });
  simulator.resetCounts();
  await tracker.comment(id, { commentId: randomUUID(), body: 'two' });
  expect(simulator.counts().byOperation).toEqual({ getComments: 1, getCommentsByIds: 1, addComment: 1 });
});
