import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { isCounted } from '../../simulators/alarms/log-filter-reader.ts';
import { type SynthesizedStack, synthesizeStack } from './fixtures/synthesized-stack.ts';

const SYNTHESIS_LIMIT_MS = 120_000;
vi.setConfig({ testTimeout: SYNTHESIS_LIMIT_MS });

const FILTER = 'AWS::Logs::MetricFilter';
const DASHBOARD = 'AWS::CloudWatch::Dashboard';
const Body = z.object({ DashboardBody: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }) });

let plain: SynthesizedStack;
let watched: SynthesizedStack;
beforeAll(() => {
  plain = synthesizeStack();
  watched = synthesizeStack({ CUSTOM_METRICS: 'on', DASHBOARD: 'on' });
}, SYNTHESIS_LIMIT_MS);
afterAll(() => {
  plain.remove();
  watched.remove();
});

/** Patterns by the metric that they count for, of those that the plain stack has none of. */
function countedRuns(): Map<string, string> {
  const of = (stack: SynthesizedStack) =>
    stack.ofType(FILTER).map(({ Properties: { MetricTransformations, FilterPattern } }) => {
      const [{ MetricName } = {}] = MetricTransformations as { MetricName?: string }[];
      return [String(MetricName), String(FilterPattern)] as const;
    });
  const known = new Set(of(plain).map(([name]) => name));
  return new Map(of(watched).filter(([name]) => !known.has(name)));
}

/** The titles of its graphs. */
function graphs(stack: SynthesizedStack): string[] {
  return stack.ofType(DASHBOARD).flatMap(({ Properties }) => {
    const parts = Body.parse(Properties).DashboardBody['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
    const { widgets } = z
      .object({ widgets: z.array(z.object({ properties: z.object({ title: z.string() }) })) })
      .parse(JSON.parse(text));
    return widgets.map(({ properties }) => properties.title);
  });
}

test('by default there is neither a dashboard nor a metric of runs, which cost money', () => {
  expect(plain.ofType(DASHBOARD)).toEqual([]);
  expect(plain.ofType(FILTER).length).toBeLessThan(watched.ofType(FILTER).length);
});

test.each([
  ['dispatched', ['RunsDispatched']],
  ['dispatched: the answer was lost', ['RunsDispatched']],
  ['refused: at capacity', ['RunsRefused']],
  ['settled: succeeded', ['RunsSucceeded']],
  ['settled: failed (substance)', ['RunsFailed']],
  ['settled: timed_out (lost)', ['RunsFailed']],
  ['settled: cancelled', ['RunsCancelled']],
  ['settled: running', []],
  ['dropped: the run is over', []],
])('where it is wanted, "%s" is counted as %j', (outcome, names) => {
  const line = JSON.stringify({ message: 'message consumed', outcome });
  const counting = [...countedRuns()].filter(([, pattern]) => isCounted(pattern, line));
  expect(counting.map(([name]) => name)).toEqual(names);
});

test('a dashboard shows what waits, what fails and how long it takes, and runs where they are counted', () => {
  const withoutRuns = synthesizeStack({ DASHBOARD: 'on' });
  const others = graphs(withoutRuns);
  withoutRuns.remove();

  expect(others).toEqual([
    'Oldest message, seconds',
    'Dead letters',
    'Errors of functions',
    'Milliseconds of functions, 99 of 100 within',
    'Throttled',
  ]);
  expect(graphs(watched)).toEqual(['Runs an hour', ...others]);
});
