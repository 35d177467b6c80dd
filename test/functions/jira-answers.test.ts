import { afterAll, beforeAll } from 'vitest';
import { cellsOf, JIRA_ROWS, startAnsweredJira } from '../adapters/answers/jira-answers.ts';
import { answersThroughUseCases } from './answer-suites.ts';

let jira: Awaited<ReturnType<typeof startAnsweredJira>>;
beforeAll(async () => {
  jira = await startAnsweredJira();
});
afterAll(() => jira?.stop());

answersThroughUseCases({
  name: 'jira',
  mapping: { tracker: 'jira', jql: 'project = PROJ', repoFieldValue: 'acme/backend' },
  bucketId: 'jira#backend',
  service: () => jira,
  rows: JIRA_ROWS,
  cellsOf,
});
