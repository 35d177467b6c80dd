import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import * as z from 'zod';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { log, tellOperator } from '../../shared/runtime/log.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { isCounted } from '../../simulators/alarms/log-filter-reader.ts';
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

/** What a function logs when it tells an operator. */
function toldLine(log: MockInstance): object {
  const [[message, data] = []] = log.mock.calls;
  return { level: 'WARN', message, ...(data as object) };
}

const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
beforeEach(() => warn.mockClear());

test('what a watch tells is counted, and no other line of it', () => {
  tellOperator('dead letters of candidates: 1');

  expect(countedOf('watch-runs', toldLine(warn))).toEqual({ OperatorNeeded: '1' });
  expect(countedOf('watch-runs', { message: 'schedule ran', outcome: { timersSent: 1 } })).toEqual({});
});

test.each(['dispatch-run', 'advance-run'])('a message that waited long at %s is counted', async (name) => {
  const handler = queueHandler(
    z.object({}),
    async () => 'done',
    async () => {},
  );
  const attributes = { SentTimestamp: String(Date.now() - HOUR_MS) };
  await handler({ Records: [{ messageId: '1', body: '{}', attributes }] } as unknown as SQSEvent, {} as Context);

  expect(countedOf(name, toldLine(warn))).toEqual({ OperatorNeeded: '1' });
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
