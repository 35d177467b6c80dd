import { afterAll, beforeAll } from 'vitest';
import { cellsOf, EDITED, FRESH, startAnsweredJira } from '../adapters/answers/jira-answers.ts';
import { answersThroughUseCases } from './answers-world.ts';

let jira: Awaited<ReturnType<typeof startAnsweredJira>>;
beforeAll(async () => {
  jira = await startAnsweredJira();
});
afterAll(() => jira?.stop());

const SHOWN_ROWS = ['show, its look', 'show, its edit', 'comment, its look', 'comment, a new one'];
const EDITED_ROWS = ['comment, the markers', 'comment, one that stands'];

answersThroughUseCases({
  name: 'jira',
  mapping: { tracker: 'jira', jql: 'project = PROJ', repoFieldValue: 'acme/backend' },
  bucketId: 'jira#backend',
  service: () => jira,
  shown: [
    ...cellsOf(SHOWN_ROWS).map((cell) => ({ ...cell, comment: FRESH })),
    ...cellsOf(EDITED_ROWS).map((cell) => ({ ...cell, comment: EDITED })),
  ],
  read: cellsOf(['read']),
  listed: cellsOf(['marked, its search', 'marked, the fields', 'marked, who we are']),
});
