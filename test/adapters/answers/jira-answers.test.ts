import { afterAll, beforeAll, expect, test } from 'vitest';
import { JiraRefusal } from '../../../shared/adapters/jira/requests.ts';
import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { cellsOf, JIRA_ROWS, startAnsweredJira } from './jira-answers.ts';

// Gone and refused come of a body that parsed; whatever else is answered is deferred.

let jira: Awaited<ReturnType<typeof startAnsweredJira>>;
beforeAll(async () => {
  jira = await startAnsweredJira();
});
afterAll(() => jira?.stop());

/** A ticket that is gone is undefined, or has nothing around it and none of our comments. */
function ofValue(value: unknown): 'value' | 'gone' {
  const nothing = [undefined, 'gone', []] as unknown[];
  const isNothing = nothing.some((one) => JSON.stringify(one) === JSON.stringify(value));
  return isNothing || JSON.stringify(value) === '{"siblings":[],"dependencies":[]}' ? 'gone' : 'value';
}

async function outcomeOf(work: Promise<unknown>, concerns: 'ticket' | 'mapping'): Promise<string> {
  return work.then(ofValue, (error: unknown) => {
    if (error instanceof ServiceUnavailable) return 'deferred';
    return error instanceof JiraRefusal ? `refused(${concerns})` : String(error);
  });
}

test.each(cellsOf(Object.keys(JIRA_ROWS)))('$row, answered by $answer: $outcome', async ({ row, answer, outcome }) => {
  const { call, concerns } = JIRA_ROWS[row] ?? {};
  if (call === undefined || concerns === undefined) throw new Error(`there is no row ${row}`);
  const { tracker, ticketId } = await jira.aTicket();
  const answered = jira.answer(row, answer);

  expect(await outcomeOf(call(tracker, ticketId), concerns)).toBe(outcome);
  expect(answered()).toBeGreaterThan(0);
});
