import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ServiceUnavailable } from '../../shared/domain/errors.ts';
import { log } from '../../shared/runtime/log.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

const quiet = [vi.spyOn(log, 'info'), vi.spyOn(log, 'error')].map((spy) => spy.mockImplementation(() => {}));
const Message = z.object({ n: z.int() });
type Message = z.infer<typeof Message>;
const unnoted = async () => {};
const never = () => new Promise<never>(() => {});

/** Bodies, or a group and its body. */
function anEvent(...given: (string | [group: string, body: string])[]): SQSEvent {
  const records = given.map((one, n) => {
    const [MessageGroupId, body] = typeof one === 'string' ? [undefined, one] : one;
    return { body, messageId: `message-${n}`, attributes: { MessageGroupId } };
  });
  return { Records: records } as unknown as SQSEvent;
}

const numbered = (n: number) => `{"n":${n}}`;
const failuresOf = ({ batchItemFailures }: { batchItemFailures: { itemIdentifier: string }[] }) =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

test('messages are parsed and consumed', async () => {
  const consumed: number[] = [];
  const handler = queueHandler(Message, async ({ n }) => consumed.push(n), unnoted);

  expect(await handler(anEvent(numbered(7), numbered(8)), {} as Context)).toEqual({ batchItemFailures: [] });
  expect(consumed).toEqual([7, 8]);
  expect(await handler(anEvent(), {} as Context)).toEqual({ batchItemFailures: [] });
});

test.each([
  ['is no JSON', '{'],
  ['does not fit its schema', '{"n":"seven"}'],
])('a message that %s fails, so that it is not lost, and its neighbours do not', async (_, body) => {
  const consumed: number[] = [];
  const handler = queueHandler(Message, async ({ n }) => consumed.push(n), unnoted);
  const failures = failuresOf(await handler(anEvent(numbered(1), body, numbered(2)), {} as Context));

  expect(failures).toEqual(['message-1']);
  expect(consumed).toEqual([1, 2]);
});

test.each([
  ['of a quarter of an hour ago is told to operators', 15, ['a message waited for 15 minutes']],
  ['of a moment before is not', 14.99, []],
])('a message %s, and consumed all the same', async (_, minutes, told) => {
  const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
  const consumed: number[] = [];
  const handler = queueHandler(Message, async ({ n }) => consumed.push(n), unnoted);
  const {
    Records: [record],
  } = anEvent(numbered(1));
  const attributes = { SentTimestamp: String(Date.now() - minutes * 60_000) };

  await handler({ Records: [{ ...record, attributes }] } as unknown as SQSEvent, {} as Context);

  expect(warn.mock.calls.map(([, data]) => data)).toEqual(told.map((operatorNeeded) => ({ operatorNeeded })));
  expect(consumed).toEqual([1]);
});

test('messages are worked on side by side', async () => {
  const all = Promise.withResolvers<void>();
  let begun = 0;
  const consume = async () => {
    begun += 1;
    if (begun === 10) all.resolve();
    await all.promise;
  };
  const batch = anEvent(...Array.from({ length: 10 }, (_, n) => [`group-${n}`, numbered(n)] as [string, string]));

  expect(await queueHandler(Message, consume, unnoted)(batch, {} as Context)).toEqual({ batchItemFailures: [] });
});

test('messages of one group are worked on in their order, others beside them', async () => {
  const course: string[] = [];
  const consume = async ({ n }: Message) => {
    course.push(`${n} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    course.push(`${n} ends`);
  };
  const batch = anEvent(['a', numbered(1)], ['b', numbered(10)], ['a', numbered(2)]);
  await queueHandler(Message, consume, unnoted)(batch, {} as Context);

  expect(course).toEqual(['1 begins', '10 begins', '1 ends', '2 begins', '10 ends', '2 ends']);
});

test('with the first of a group that fails the rest of it comes again, untouched, and no other group', async () => {
  const consumed: number[] = [];
  const consume = async ({ n }: Message) => {
    consumed.push(n);
    if (n === 2) throw new Error('broken');
  };
  const batch = anEvent(['a', numbered(1)], ['a', numbered(2)], ['b', numbered(4)], ['a', numbered(3)]);
  const failures = failuresOf(await queueHandler(Message, consume, unnoted)(batch, {} as Context));

  expect(failures.sort()).toEqual(['message-1', 'message-3']);
  expect(consumed.sort()).toEqual([1, 2, 4]);
});

test('one that hangs fails when its own time is over; its neighbours are done, and it can do nothing more', async () => {
  const over: boolean[] = [];
  const noted = vi.fn(unnoted);
  const consume = async ({ n }: Message, isOver: () => boolean) => {
    if (n > 1) return;
    over.push(isOver());
    await never().catch(() => {});
  };
  let isOverOf = () => false;
  const handler = queueHandler(
    Message,
    (message, isOver) => {
      if (message.n === 1) isOverOf = isOver;
      return consume(message, isOver);
    },
    noted,
    { messageMs: 20, groupMs: 1000 },
  );
  const batch = anEvent(['a', numbered(1)], ['a', numbered(2)], ['b', numbered(3)]);
  const failures = failuresOf(await handler(batch, {} as Context));

  expect(failures).toEqual(['message-0', 'message-1']);
  expect([...over, isOverOf()]).toEqual([false, true]);
  expect(noted).toHaveBeenCalledExactlyOnceWith(numbered(1), 'it took longer than 0.02 s');
});

test('a message of a group is not begun where its own time would not fit any more', async () => {
  const consumed: number[] = [];
  const handler = queueHandler(Message, async ({ n }) => consumed.push(n), unnoted, { messageMs: 1000, groupMs: 0 });
  const failures = failuresOf(await handler(anEvent(['a', numbered(1)], ['a', numbered(2)]), {} as Context));

  expect(failures).toEqual(['message-1']);
  expect(consumed).toEqual([1]);
});

test.each([
  ['in our words', new ServiceUnavailable('linear', 'outage', 'answers 503'), 'linear: answers 503'],
  ['by its kind where nobody foresaw it', new TypeError('of a ticket: secret'), 'it failed unforeseen (TypeError)'],
])('why a message failed is kept, %s', async (_how, error, reason) => {
  const noted = vi.fn(unnoted);
  const handler = queueHandler(Message, () => Promise.reject(error), noted);
  await handler(anEvent(numbered(1)), {} as Context);

  expect(noted).toHaveBeenCalledExactlyOnceWith(numbered(1), reason);
});

test('a message fails also where the reason cannot be kept', async () => {
  const handler = queueHandler(
    Message,
    () => Promise.reject(new Error('broken')),
    () => Promise.reject(new Error('no table')),
  );

  expect(failuresOf(await handler(anEvent(numbered(1)), {} as Context))).toEqual(['message-0']);
});

test('a schedule that fails fails its invocation', async () => {
  await expect(scheduleHandler(() => Promise.reject(new Error('broken')))({}, {} as Context)).rejects.toThrow('broken');
  expect(quiet[1]).toHaveBeenLastCalledWith('schedule failed', expect.anything());
});
