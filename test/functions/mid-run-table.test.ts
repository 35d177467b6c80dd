import { expect, test } from 'vitest';
import { days } from './days.ts';
import { aJiraWorld } from './jira-world.ts';
import { CHOICES, ENDINGS, type EndingName, outcomeOfChoice } from './mid-run-states.ts';
import { tableInDesign } from './table-in-design.ts';

const endings = Object.keys(ENDINGS) as EndingName[];
/** As docs/design.md has it: a row for each ending of the run, a column for each value. */
const rows = tableInDesign('the run');

const cells = endings.flatMap((ending, row) =>
  CHOICES.map((choice, column) => ({ ending, choice, outcome: rows[row + 1]?.[column + 1] ?? '' })),
);

test('the table has a row for each ending and a column for each value, and each cell runs or waits', () => {
  expect(rows.map(([first]) => first)).toEqual(['the run', ...endings]);
  expect(rows[0]?.slice(1)).toEqual(CHOICES.map((choice) => `\`${choice}\``));
  for (const { outcome } of cells) expect(outcome).toMatch(/^(runs|waits): /);
});

test.each(cells)('$choice, chosen while a run works that $ending: $outcome', async ({ ending, choice, outcome }) => {
  expect(await outcomeOfChoice(ending, choice)).toBe(outcome);
});

test('an approval of a plan that nobody can have read gives way to the value that asks for one', async () => {
  const { world, ref, choose, value } = await aJiraWorld({ planningEnabled: true, autoApprovePlans: false });
  const time = days(world, 'works');
  await time.pass(1);
  choose('Plan Approved');
  await time.pass(20);
  expect(value()).toBe('Awaiting Approval');

  choose('Plan Approved');
  await time.pass(3);

  expect(await world.tickets.read(ref)).toMatchObject({ status: 'pr_ready' });
});

test('Blocked says no more that another plan is asked for, once the person thought better of it', async () => {
  const { world, ref, choose } = await aJiraWorld({ planningEnabled: true, autoApprovePlans: false });
  const time = days(world, 'works');
  await time.pass(1);
  choose('Ready');
  await time.pass(5);
  expect(await world.tickets.read(ref)).toMatchObject({ waiting: { reason: 'dispatched_recently' } });

  choose('Awaiting Approval');
  await time.pass(16);

  expect((await world.tickets.read(ref))?.waiting).toBeUndefined();
});

test('a value that stood when our own was never confirmed is no wish: a failure that is shown replaces it', async () => {
  const { world, choose, value, simulator } = await aJiraWorld();
  const time = days(world, 'fails', 'works');
  simulator.faults.add({ operation: 'editIssue', kind: 'status', status: 503 });
  await time.pass(3);
  expect(value()).toBe('Ready');
  simulator.faults.clear();
  await time.pass(20);

  expect(value()).toBe('Implementation Failed');
  expect(world.executor.executions).toHaveLength(1);
  choose('Ready');
  await time.pass(5);
  expect(value()).toBe('PR Ready');
});

test('what Jira tells within its lag after our own write is no wish', async () => {
  const { world, choose, value } = await aJiraWorld();
  const time = days(world, 'fails', 'works');
  await time.minute();
  choose('Ready');
  await time.minute();

  expect(value()).toBe('Implementation Failed');
});
