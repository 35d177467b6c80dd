import { expect, test } from 'vitest';
import { adviceFor, failureRow } from '../../shared/domain/failures/failures.ts';
import { followUpFailedReply } from '../../shared/domain/follow-ups/follow-up-comments.ts';
import { failureComment, suspendedComment } from '../../shared/domain/ticket-comments.ts';
import { aRun } from '../builders/a-run.ts';

const CODE = 'workflow_missing';
const { remedy = '' } = failureRow(CODE) ?? {};
const refused = { code: CODE, remedy, reason: adviceFor(CODE, '.github/workflows/claude-plan.yml in acme/backend') };
const around = { run: aRun(), version: '1.0.0', adminUrl: 'https://admin.test' };

test.each([
  ['of a ticket', failureComment({ ...around, ...refused })],
  ['of a mapping', suspendedComment({ ...around, ...refused })],
  [
    'of a follow-up',
    followUpFailedReply({ ...around.run, status: 'failed', failure: { kind: 'mapping', ...refused } }, '1.0.0'),
  ],
])('what a repository refuses is said once in the comment %s, with what to do', (_, comment) => {
  expect(comment.split(remedy)).toHaveLength(2);
  expect(comment.match(/resume/g)).toHaveLength(comment.includes('stay marked') ? 2 : 1);
});

test('a failure whose reason says nothing of it says what to do, and the code', () => {
  const comment = failureComment({ ...around, ...refused, reason: 'No.' });

  expect(comment).toContain(`What to do: ${remedy} (\`workflow_missing\`)`);
});

test.each([
  ['linear', 'put the label `AI-Implement` back'],
  ['jira', 'set `AI-Implement Status` of this ticket to `Ready`'],
] as const)('a failure on %s says how to try again there', (tracker, how) => {
  const words = { run: aRun({ tracker }), reason: 'the tests fail', version: '1.0.0', adminUrl: 'https://admin.test' };

  expect(failureComment(words)).toContain(how);
});
