import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { isCounted } from '../../simulators/alarms/log-filter-reader.ts';
import { aWorld } from '../functions/world.ts';
import { type SynthesizedStack, synthesizeStack } from './fixtures/synthesized-stack.ts';

let stack: SynthesizedStack;
beforeAll(() => {
  stack = synthesizeStack();
}, 120_000);
afterAll(() => stack.remove());

/** What the filters on the log of this function make of a line: metric → value. */
function countedOf(functionName: string, line: object): Record<string, string> {
  const [groupId] =
    Object.entries(stack.resources).find(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Logs::LogGroup' && String(Properties['LogGroupName']).endsWith(`-${functionName}`),
    ) ?? [];
  const filters = stack.ofType('AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
  const own = filters.filter(({ LogGroupName }) => (LogGroupName as { Ref: string }).Ref === groupId);
  expect(own).not.toHaveLength(0);
  const counted = own.filter(({ FilterPattern }) => isCounted(String(FilterPattern), JSON.stringify(line)));
  const transformations = counted.flatMap(
    ({ MetricTransformations }) => MetricTransformations as { MetricName: string; MetricValue: string }[],
  );
  return Object.fromEntries(transformations.map(({ MetricName, MetricValue }) => [MetricName, MetricValue]));
}

describe('a poll', () => {
  test('that lists everything is not counted', async () => {
    const world = await aWorld();
    const outcome = await pollTickets(world.poll);

    expect(countedOf('poll-tickets', { message: 'schedule ran', outcome })).toEqual({});
  });

  test('whose tracker is down is counted, also while that is left alone', async () => {
    const world = await aWorld();
    world.tracker.faults.goDown();
    const polls = [await pollTickets(world.poll), await pollTickets(world.poll)];

    expect(polls.map(({ down }) => down)).toEqual([['linear: outage'], ['linear: outage']]);
    for (const outcome of polls) {
      expect(countedOf('poll-tickets', { message: 'schedule ran', outcome })).toEqual({ TrackersDown: '1' });
    }
  });
});

test.each([
  ['advance-run', 'settled: succeeded', { FailedRuns: '0' }],
  ['advance-run', 'settled: failed (substance)', { FailedRuns: '1' }],
  ['advance-run', 'settled: timed_out (lost)', { FailedRuns: '1' }],
  ['advance-run', 'settled: failed (app_credential_refused)', { FailedRuns: '1', OperatorNeeded: '1' }],
  ['advance-run', 'settled: cancelled', {}],
  ['advance-run', 'settled: running', {}],
  ['advance-run', 'left: credential_refused', { OperatorNeeded: '1' }],
  ['advance-run', 'left: outage', {}],
  ['dispatch-run', 'refused: budget spent of its day', { OperatorNeeded: '1' }],
  ['dispatch-run', 'refused: budget spent of its ticket', {}],
  ['dispatch-run', 'refused: at capacity', {}],
])('%s: "%s" is counted as %j', (name, outcome, counted) => {
  expect(countedOf(name, { message: 'message consumed', outcome })).toEqual(counted);
});
