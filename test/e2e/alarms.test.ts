import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// Our own alarms, those on what is counted in log lines, go off on the laptop, and whoever subscribes to their topic is told.

let system: QuietSystem;
beforeAll(async () => {
  system = await startQuietSystem();
}, 120_000);
afterAll(() => system?.stop());

const told = () =>
  (system.vendors.chats?.messages() ?? []).filter(({ lines: [title = ''] }) => title.startsWith('ALARM: '));

test('a tracker that is down for minutes is no alarm, one that is for a quarter of an hour is one, told once', async () => {
  const { faults } = system.linear;
  faults.add({ operation: '*', kind: 'status', status: 503 });
  await system.pass(6 * MINUTE_MS);
  faults.clear();
  await system.pass(5 * MINUTE_MS);
  expect(told()).toEqual([]);

  faults.add({ operation: '*', kind: 'status', status: 503 });
  await system.pass(20 * MINUTE_MS);

  expect(told().map(({ chat, lines }) => [chat, ...lines])).toEqual([
    [
      'SNS',
      'ALARM: AiImplement-operator-needed',
      'A tracker was not polled for ten minutes, messages wait or were given up, a credential is refused, or the budget of a day is spent. ' +
        'What to do: docs/runbook.md#operator-needed',
    ],
  ]);
  faults.clear();
});

test('a dead letter is told at a local receiver too, once', async () => {
  const before = told().length;
  const { laptop } = system;
  await laptop.sqs.send(
    new SendMessageCommand({ QueueUrl: laptop.queueUrl('candidates-dead-letters'), MessageBody: '{}' }),
  );
  await system.pass(30 * MINUTE_MS);

  expect(told().slice(before)).toMatchObject([{ lines: ['ALARM: AiImplement-operator-needed', expect.anything()] }]);
});
