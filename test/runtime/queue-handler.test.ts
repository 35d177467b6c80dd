import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { log } from '../../shared/runtime/log.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

const quiet = [vi.spyOn(log, 'info'), vi.spyOn(log, 'error')].map((spy) => spy.mockImplementation(() => {}));
const Message = z.object({ n: z.int() });
const unnoted = async () => {};

function anEvent(...bodies: string[]): SQSEvent {
  return { Records: bodies.map((body, n) => ({ body, messageId: `message-${n}` })) } as SQSEvent;
}

test('a message is parsed and consumed', async () => {
  const consumed: number[] = [];
  await queueHandler(Message, async ({ n }) => consumed.push(n), unnoted)(anEvent('{"n":7}'), {} as Context);

  expect(consumed).toEqual([7]);
});

test.each([
  ['that is no JSON', ['{']],
  ['that does not fit its schema', ['{"n":"seven"}']],
  ['beside another one', ['{"n":1}', '{"n":2}']],
  ['that is not there', []],
])('a message %s is an error, so that it is not lost', async (_which, bodies) => {
  const consume = vi.fn();

  await expect(queueHandler(Message, consume, unnoted)(anEvent(...bodies), {} as Context)).rejects.toThrow();
  expect(consume).not.toHaveBeenCalled();
});

test('what the consumer throws fails the message', async () => {
  const handler = queueHandler(Message, () => Promise.reject(new Error('broken')), unnoted);

  await expect(handler(anEvent('{"n":1}'), {} as Context)).rejects.toThrow('broken');
});

test.each([
  ['in our words', new ServiceUnavailable('linear', 'outage', 'answers 503'), 'linear: answers 503'],
  ['by its kind where nobody foresaw it', new TypeError('of a ticket: secret'), 'it failed unforeseen (TypeError)'],
])('why a message failed is kept, %s', async (_how, error, reason) => {
  const noted = vi.fn(unnoted);
  const handler = queueHandler(Message, () => Promise.reject(error), noted);

  await expect(handler(anEvent('{"n":1}'), {} as Context)).rejects.toThrow(error);
  expect(noted).toHaveBeenCalledExactlyOnceWith('{"n":1}', reason);
});

test('a message fails with its own error, also where that cannot be kept', async () => {
  const handler = queueHandler(
    Message,
    () => Promise.reject(new Error('broken')),
    () => Promise.reject(new Error('no table')),
  );

  await expect(handler(anEvent('{"n":1}'), {} as Context)).rejects.toThrow('broken');
});

test('a schedule that fails fails its invocation', async () => {
  await expect(scheduleHandler(() => Promise.reject(new Error('broken')))({}, {} as Context)).rejects.toThrow('broken');
  expect(quiet[1]).toHaveBeenLastCalledWith('schedule failed', expect.anything());
});
