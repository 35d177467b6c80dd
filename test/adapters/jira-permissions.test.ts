import { expect, onTestFinished, test } from 'vitest';
import { MARKER_CHANGES } from '../../shared/domain/marker-change.ts';
import type { JiraPermission } from '../../simulators/jira/state.ts';
import { aScope, startJira } from './jira-harness.ts';

/** A ticket that bears the trigger, on a site whose administrator took these permissions from our account. */
async function without(...permissions: JiraPermission[]) {
  const { simulator, tracker } = await startJira();
  onTestFinished(() => simulator.stop());
  const key = simulator.createIssue('PROJ', { title: 'a ticket', repo: 'acme/backend', marker: 'Ready' });
  const ticketId = simulator.idOf(key);
  simulator.withhold(...permissions);
  return { simulator, tracker, key, ticketId };
}

const COMMENT = { commentId: 'c1', body: 'The pull request is ready.' };

test('a ticket that our account may not edit lacks no option', async () => {
  const { tracker, ticketId } = await without('EDIT_ISSUES');

  expect(await tracker.show(ticketId, MARKER_CHANGES.implementing)).toEqual({
    outcome: 'edit_forbidden',
    permission: 'Edit Issues',
  });
});

test('a comment that our account may not write is refused by the name of the permission, and written once it has it', async () => {
  const { simulator, tracker, key, ticketId } = await without('ADD_COMMENTS');
  await expect(tracker.comment(ticketId, COMMENT)).rejects.toMatchObject({
    name: 'JiraRefusal',
    reason: expect.stringContaining('"Add Comments"'),
  });
  simulator.withhold();

  expect(await tracker.comment(ticketId, COMMENT)).toBe('shown');
  expect(simulator.commentsOf(key)).toHaveLength(1);
});

test('a comment of ours that our account may not change is refused likewise', async () => {
  const { simulator, tracker, ticketId } = await without();
  await tracker.comment(ticketId, COMMENT);
  simulator.withhold('EDIT_OWN_COMMENTS');

  await expect(tracker.comment(ticketId, { ...COMMENT, body: 'It was merged.' })).rejects.toMatchObject({
    reason: expect.stringContaining('"Edit Own Comments"'),
  });
});

test.each<[string, JiraPermission[], string[]]>([
  ['all of them', [], []],
  ['none of them', ['EDIT_ISSUES', 'ADD_COMMENTS', 'EDIT_OWN_COMMENTS'], ['Edit Issues', 'Add Comments', 'Edit Own']],
  ['all but one', ['ADD_COMMENTS'], ['Add Comments']],
])('a mapping is told which permissions are missing where our account has %s', async (_, withheld, named) => {
  const { tracker } = await without(...withheld);
  const { problems } = await tracker.check(aScope());

  expect(problems).toEqual(named.map((name) => expect.stringContaining(`lacks the permission "${name}`)));
});

test('of a query that finds no ticket no permission is asked for', async () => {
  const { simulator, tracker } = await without('EDIT_ISSUES');
  simulator.remove('PROJ-1');

  expect(await tracker.check(aScope())).toMatchObject({ problems: [] });
});
