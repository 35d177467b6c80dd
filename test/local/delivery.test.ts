import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import type { OnRequest } from '../../local/stack/aws/aws-endpoint.ts';
import { eventually, type LaptopUnderTest, startSmallLaptop } from './fixtures/laptop-under-test.ts';

const VISIBILITY_MS = 120_000;

/** Breaks the first request of the worker to its table. */
function onFirstWrite(intervention: ReturnType<OnRequest>): OnRequest {
  return ({ principal, sequence }) => (principal === 'worker' && sequence === 1 ? intervention : undefined);
}

/** Waits until nothing goes on, and then moves time to where the next message comes back. */
async function skipVisibility({ laptop, clock }: LaptopUnderTest): Promise<void> {
  await eventually(() => !laptop.isBusy());
  clock.advance((laptop.nextMessageAt() ?? clock.now()) - clock.now());
}

test('a process killed before its write is replaced, and the job comes back once its visibility time-out is over', async () => {
  const small = await startSmallLaptop({ onRequest: onFirstWrite('kill_before_effect') });
  await small.sendJob({ id: 'a' });
  await eventually(() => small.lines.find((line) => line.includes('Runtime.ExitError')));
  expect(await small.jobItem('a')).toBeUndefined();

  await skipVisibility(small);

  expect(await eventually(() => small.jobItem('a'))).toMatchObject({ done: 1, receives: 2 });
});

test('a process killed after its write has written, and the job is done twice', async () => {
  const small = await startSmallLaptop({ onRequest: onFirstWrite('kill_after_effect') });
  await small.sendJob({ id: 'a' });
  await eventually(() => small.lines.find((line) => line.includes('Runtime.ExitError')));
  expect(await small.jobItem('a')).toMatchObject({ done: 1 });

  await skipVisibility(small);

  await eventually(() => small.laptop.isIdle());
  expect(await small.jobItem('a')).toMatchObject({ done: 2, receives: 2 });
});

test('a dropped answer is repeated by the SDK of the function, which took effect twice', async () => {
  const { sendJob, jobItem, laptop } = await startSmallLaptop({ onRequest: onFirstWrite('drop_after_effect') });
  await sendJob({ id: 'a' });
  await eventually(() => laptop.counters.writes({ principal: 'worker' }) === 2);
  await eventually(() => laptop.isIdle());
  expect(await jobItem('a')).toMatchObject({ done: 2, receives: 1 });
});

test('a request dropped before its effect is repeated, and takes effect once', async () => {
  const { sendJob, jobItem, laptop } = await startSmallLaptop({ onRequest: onFirstWrite('drop_before_effect') });
  await sendJob({ id: 'a' });
  await eventually(() => laptop.counters.writes({ principal: 'worker' }) === 1);
  await eventually(() => laptop.isIdle());
  expect(await jobItem('a')).toMatchObject({ done: 1, receives: 1 });
});

test('a job waits for its visibility time-out and not longer', async () => {
  const small = await startSmallLaptop();
  await small.sendJob({ id: 'a', deed: 'fail' });
  await eventually(() => small.lines.some((line) => line.includes('as asked')));
  await eventually(() => !small.laptop.isBusy());
  expect(small.laptop.isIdle()).toBe(false);
  const wait = (small.laptop.nextMessageAt() ?? 0) - small.clock.now();
  expect(wait).toBeGreaterThan(VISIBILITY_MS - 60_000);
  expect(wait).toBeLessThanOrEqual(VISIBILITY_MS);

  small.clock.advance(wait);

  await eventually(() => small.lines.filter((line) => line.includes('as asked')).length === 2);
});

test('a job that fails as often as the queue allows becomes a dead letter', async () => {
  const small = await startSmallLaptop();
  await small.sendJob({ id: 'a', deed: 'fail' });
  for (let receives = 1; receives <= 2; receives += 1) {
    await eventually(() => small.lines.filter((line) => line.includes('as asked')).length === receives);
    await skipVisibility(small);
  }

  await eventually(() => small.laptop.queueContent('jobs-dead').available === 1);
  expect(small.laptop.isIdle()).toBe(true);
  expect(small.lines.filter((line) => line.includes('as asked'))).toHaveLength(2);
});

test('the steps of a group keep their order when one of them fails the first time', async () => {
  const small = await startSmallLaptop();
  const { laptop } = small;
  const send = (group: string, step: number, failsOnce = false) =>
    laptop.sqs.send(
      new SendMessageCommand({
        QueueUrl: laptop.queueUrl('steps.fifo'),
        MessageBody: JSON.stringify({ step, failsOnce }),
        MessageGroupId: group,
        MessageDeduplicationId: `${group}-${step}`,
      }),
    );
  const stepsOf = async (group: string) => {
    const Key = { pk: `GROUP#${group}`, sk: 'STEPS' };
    return (await laptop.dynamodb.send(new GetCommand({ TableName: laptop.tableNames['Table'], Key }))).Item?.steps;
  };
  await send('slow', 1, true);
  await send('slow', 2);
  await send('slow', 3);
  await send('quick', 1);

  await eventually(async () => (await stepsOf('quick'))?.length === 1);
  expect(await stepsOf('slow')).toBeUndefined();
  expect(laptop.queueContent('steps.fifo')).toMatchObject({ available: 0, blocked: 2 });
  await skipVisibility(small);
  await eventually(() => laptop.isIdle());

  expect(await stepsOf('slow')).toEqual([1, 2, 3]);
});

test('no more events of a queue run at once than its event source allows', async () => {
  const small = await startSmallLaptop();
  for (const id of ['a', 'b', 'c']) await small.sendJob({ id, deed: 'sleep', ms: 300 });
  await eventually(() => small.laptop.queueContent('jobs').inFlight.length === 2);

  expect(small.laptop.queueContent('jobs').available).toBe(1);
  await eventually(() => small.laptop.isIdle());
  expect(await small.jobItem('c')).toMatchObject({ done: 1 });
  expect(small.laptop.processIds().length).toBe(2);
});

test('a schedule fires at the start and then once every period of the clock', async () => {
  const { laptop, clock } = await startSmallLaptop({ runSchedules: true });
  const sent = () => laptop.counters.requests({ principal: 'feeder' });
  await eventually(() => sent() === 1);
  const next = laptop.nextScheduleAt() ?? 0;
  expect(next - clock.now()).toBeLessThanOrEqual(300_000);

  clock.advance(next - clock.now());
  await eventually(() => sent() === 2);

  expect((laptop.nextScheduleAt() ?? 0) - next).toBe(300_000);
});

test('a jump over many periods fires a schedule once', async () => {
  const { laptop, clock } = await startSmallLaptop({ runSchedules: true });
  await eventually(() => laptop.counters.requests({ principal: 'feeder' }) === 1);

  clock.advance(86_400_000);

  await eventually(() => laptop.counters.requests({ principal: 'feeder' }) === 2);
  expect((laptop.nextScheduleAt() ?? 0) - clock.now()).toBeGreaterThan(0);
});

test('the period of a schedule can be replaced, but not by less than a second', async () => {
  const { laptop, clock } = await startSmallLaptop({ runSchedules: true, schedulePeriodsMs: { feeder: 1000 } });
  await eventually(() => laptop.counters.requests({ principal: 'feeder' }) >= 1);
  expect((laptop.nextScheduleAt() ?? 0) - clock.now()).toBeLessThanOrEqual(1000);

  await expect(startSmallLaptop({ schedulePeriodsMs: { feeder: 999 } })).rejects.toThrow(/at least 1000 ms, not 999/);
});
