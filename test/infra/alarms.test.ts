import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Series, statesOf } from '../../simulators/alarms/alarm-reader.ts';
import { totalOf } from '../bench/cost/bill.ts';
import { standingAmounts } from '../bench/cost/standing-amounts.ts';
import { type SynthesizedStack, synthesizeStack } from './fixtures/synthesized-stack.ts';

const SYNTHESIS_LIMIT_MS = 120_000;
vi.setConfig({ testTimeout: SYNTHESIS_LIMIT_MS });

/** US dollars of an idle month beside what stands in the template: functions, schedules, table and logs, as `npm run bench` counts them. */
const COUNTED_USD = 0.4;

let stack: SynthesizedStack;
beforeAll(() => {
  stack = synthesizeStack();
}, SYNTHESIS_LIMIT_MS);
afterAll(() => stack.remove());

const alarmsOf = (of: SynthesizedStack) => of.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const named = (name: string) =>
  alarmsOf(stack).find(({ AlarmName }) => String(AlarmName).endsWith(`-${name}`)) ?? expect.unreachable(name);
const told = (of: SynthesizedStack) => of.output('AlarmsTold');

/** Recorded series by alarm: when it goes off, and when it stays quiet. */
const RECORDED: readonly [alarm: string, what: string, series: Series, goesOffAt: number | undefined][] = [
  ['watch-runs-down', 'a watch each minute', [0, 0, 0, 0], undefined],
  ['watch-runs-down', 'one watch in a while fails', [0, 1, 0, 1, 0], undefined],
  ['watch-runs-down', 'every watch fails', [0, 5, 5, 5], 2],
  ['watch-runs-down', 'its schedule was switched off', [0, 0, undefined, undefined], 3],
  ['watch-runs-down', 'it fails, and then is not started', [0, 2, undefined], 2],
  ['dispatch-run-errors', 'nothing is dispatched', [undefined, undefined, undefined], undefined],
  ['dispatch-run-errors', 'each candidate fails', [1, 2, 1], 2],
  ['advance-run-errors', 'one message fails five times in half an hour', [1, 1, 0, 1, 1, 1], 5],
  ['failed-runs', 'one run of a quiet day fails', [1, undefined, undefined, undefined], undefined],
  ['failed-runs', 'a third of all fail', [0.3, 0.3, 0.4, 0.3], undefined],
  ['failed-runs', 'most fail, with a pause', [0.6, undefined, 1, 0.5], 3],
  ['operator-needed', 'one line says so', [undefined, 1], 1],
  ['operator-needed', 'nothing is', [undefined, undefined], undefined],
  ['throttles', 'a burst is throttled for a moment', [0, 12, 0, 0, 3, 0], undefined],
  ['throttles', 'the account is full', [4, 8, 2], 2],
];

test.each(RECORDED)('%s, where %s', (name, _, series, goesOffAt) => {
  const first = statesOf(named(name), series).indexOf('ALARM');

  expect(first === -1 ? undefined : first).toBe(goesOffAt);
});

test('each alarm has its series, and a section of the runbook', () => {
  const names = alarmsOf(stack).map(({ AlarmName }) => String(AlarmName).replace(/^AiImplement-/, ''));
  const runbook = readFileSync('docs/runbook.md', 'utf8');

  expect(names.sort()).toEqual([...new Set(RECORDED.map(([name]) => name))].sort());
  for (const { AlarmDescription } of alarmsOf(stack)) {
    const [, section] = /docs\/runbook\.md#([a-z-]+)$/.exec(String(AlarmDescription)) ?? [];
    expect(runbook.toLowerCase().replaceAll(' ', '-')).toContain(`##-${section}\n`);
  }
});

test('the watch knows how often polls come', () => {
  const slower = synthesizeStack({ POLL_INTERVAL_MS: '600000' });
  const told = Object.values(slower.resources).map(({ Properties }) => JSON.stringify(Properties));
  slower.remove();

  expect(told.filter((text) => text?.includes('"POLL_INTERVAL_MINUTES":"10"'))).toHaveLength(1);
});

test('an idle month stays within a dollar and three quarters', () => {
  expect(totalOf(standingAmounts(stack.outDir)) + COUNTED_USD).toBeLessThanOrEqual(1.75);
});

test('without anybody to tell, the deployment says so', () => {
  expect(told(stack)).toContain('Nobody: set ALARM_EMAIL or ALARM_TOPIC_ARN');
  for (const alarm of alarmsOf(stack)) expect(alarm).not.toHaveProperty('AlarmActions');
});

test('alarms are mailed where an address is set', () => {
  const mailed = synthesizeStack({ ALARM_EMAIL: 'ops@acme.test' });
  const [topic] = mailed.ofType('AWS::SNS::Topic');
  const subscriptions = mailed.ofType('AWS::SNS::Subscription').map(({ Properties }) => Properties);
  const alarms = alarmsOf(mailed);
  const said = told(mailed);
  mailed.remove();

  expect(topic).toBeDefined();
  expect(subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'ops@acme.test' }]);
  for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
  expect(said).toBe('ops@acme.test');
});

test('alarms are published to a topic that stands already', () => {
  const arn = 'arn:aws:sns:eu-central-1:123456789012:alarms';
  const published = synthesizeStack({ ALARM_TOPIC_ARN: arn });
  const alarms = alarmsOf(published);
  const topics = published.ofType('AWS::SNS::Topic');
  published.remove();

  expect(topics).toEqual([]);
  for (const alarm of alarms) expect(alarm).toMatchObject({ AlarmActions: [arn] });
});
