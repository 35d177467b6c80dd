import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { log } from '../../shared/runtime/log.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

const quiet = [vi.spyOn(log, 'info'), vi.spyOn(log, 'error')].map((spy) => spy.mockImplementation(() => {}));
const Message = z.object({ n: z.int() });

function anEvent(...bodies: string[]): SQSEvent {
  return { Records: bodies.map((body, n) => ({ body, messageId: `message-${n}` })) } as SQSEvent;
}

test('a message is parsed and consumed', async () => {
  const consumed: number[] = [];
  await queueHandler(Message, async ({ n }) => consumed.push(n))(anEvent('{"n":7}'), {} as Context);

  expect(consumed).toEqual([7]);
});

test.each([
  ['that is no JSON', ['{']],
  ['that does not fit its schema', ['{"n":"seven"}']],
  ['beside another one', ['{"n":1}', '{"n":2}']],
  ['that is not there', []],
])('a message %s is an error, so that it is not lost', async (_which, bodies) => {
  const consume = vi.fn();

  await expect(queueHandler(Message, consume)(anEvent(...bodies), {} as Context)).rejects.toThrow();
  expect(consume).not.toHaveBeenCalled();
});

test('what the consumer throws fails the message', async () => {
  const handler = queueHandler(Message, () => Promise.reject(new Error('broken')));

  await expect(handler(anEvent('{"n":1}'), {} as Context)).rejects.toThrow('broken');
});

test('a schedule that fails fails its invocation', async () => {
  await expect(scheduleHandler(() => Promise.reject(new Error('broken')))({}, {} as Context)).rejects.toThrow('broken');
  expect(quiet[1]).toHaveBeenLastCalledWith('schedule failed', expect.anything());
});
