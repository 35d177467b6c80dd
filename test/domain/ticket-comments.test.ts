import { expect, test } from 'vitest';
import { failureComment } from '../../shared/domain/ticket-comments.ts';
import { aRun } from '../builders/a-run.ts';

test.each([
  ['linear', 'put the label `AI-Implement` back'],
  ['jira', 'set `AI-Implement Status` of this ticket to `Ready`'],
] as const)('a failure on %s says how to try again there', (tracker, how) => {
  const words = { run: aRun({ tracker }), reason: 'the tests fail', version: '1.0.0', adminUrl: 'https://admin.test' };

  expect(failureComment(words)).toContain(how);
});
