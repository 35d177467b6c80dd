import { afterAll, beforeAll } from 'vitest';
import { cellsOf, startAnsweredJira } from '../adapters/answers/jira-answers.ts';
import { answersThroughUseCases } from './answers-world.ts';

let jira: Awaited<ReturnType<typeof startAnsweredJira>>;
beforeAll(async () => {
  jira = await startAnsweredJira();
});
afterAll(() => jira?.stop());

const SHOWN_ROWS = ['show, its look', 'show, its edit', 'comment, its look', 'comment, a new one'];
const comment = { commentId: 'c0ffee00-0000-4000-8000-000000000001', body: 'The pull request is ready.' };

answersThroughUseCases({
  name: 'jira',
  mapping: { tracker: 'jira', jql: 'project = PROJ', repoFieldValue: 'acme/backend' },
  bucketId: 'jira#backend',
  service: () => jira,
  shown: cellsOf(SHOWN_ROWS).map((cell) => ({ ...cell, comment })),
  read: cellsOf(['read']),
  listed: cellsOf(['marked, its search', 'marked, the fields', 'marked, who we are']),
});
