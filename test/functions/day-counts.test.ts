import { expect, test } from 'vitest';
import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { days } from './days.ts';
import { aWorld } from './world.ts';

const TICKETS = [1, 2, 3].map((n) => aTicket({ ticketId: `t-${n}`, key: `ENG-${n}`, priority: n }));

test('the end of each run is counted once on its day, however often it is told', async () => {
  const world = await aWorld({ tickets: TICKETS, mapping: { maxInProgress: 1 } });
  await days(world, 'works').pass(60);
  const told = world.executor.executions.flatMap(({ runId }) => [runId, runId, runId]);
  for (const runId of told) await advanceRun(world.advance, { type: 'RunReported', ...aTicket(), runId });
  const [day] = await world.spending.daysOf(aMapping().mappingId, '2026-01-05');
  expect(day?.counts).toMatchObject({ 'run.succeeded': 3, 'usd.succeeded': 1.26 });
});
