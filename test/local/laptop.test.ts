import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { sweep } from '../../local/stack/expiry.ts';
import { eventually, isAlive, startSmallLaptop } from './fixtures/laptop-under-test.ts';
import { synthesizeSmallStack } from './fixtures/small-stack.ts';

test('a job goes from a function over the queue to another function and into the table', async () => {
  const { laptop, jobItem } = await startSmallLaptop();

  const result = await laptop.invoke('feeder', { jobs: [{ id: 'a' }, { id: 'b' }] });

  expect(result).toEqual({ sent: 2 });
  expect(await eventually(() => jobItem('a'))).toMatchObject({ done: 1, receives: 1 });
  expect(await eventually(() => jobItem('b'))).toMatchObject({ done: 1, receives: 1 });
  await eventually(() => laptop.isIdle());
  expect(laptop.isBusy()).toBe(false);
});

test('requests are counted by principal, action and resource, and writes by table', async () => {
  const { laptop, jobItem } = await startSmallLaptop();

  await laptop.invoke('feeder', { jobs: [{ id: 'a' }, { id: 'b' }] });
  await eventually(() => jobItem('a'));
  await eventually(() => jobItem('b'));
  await eventually(() => laptop.isIdle());

  const { counters } = laptop;
  expect(counters.requests({ principal: 'feeder', action: 'sqs:SendMessage', resource: ':Small-jobs' })).toBe(2);
  expect(counters.requests({ principal: 'event-source:worker', action: 'sqs:DeleteMessage' })).toBe(2);
  expect(counters.writes({ principal: 'worker', resource: laptop.tableNames['Table'] ?? '' })).toBe(2);
  expect(counters.writes({ principal: 'feeder' })).toBe(0);
  expect(counters.accessDenied()).toBe(0);
});

test('a function gets the environment of the template and of Lambda, and nothing of ours', async () => {
  const { laptop } = await startSmallLaptop({
    environmentOverrides: (name) => (name === 'web' ? { BROKEN: 'no' } : {}),
  });

  const response = await fetch(`${laptop.url}/answers/environment`);

  const environment = (await response.json()) as Record<string, string>;
  const names = Object.keys(environment).filter((name) => !/^(AWS_|LAMBDA_)/.test(name));
  expect(names.sort()).toEqual(['BROKEN', 'LANG', 'PATH', 'TZ', '_HANDLER']);
  expect(environment).toMatchObject({
    BROKEN: 'no',
    AWS_LAMBDA_FUNCTION_NAME: 'Small-web',
    AWS_ENDPOINT_URL: laptop.awsEndpoint,
  });
});

test('an override of a variable that the template does not set is an error', async () => {
  const overrides = () => ({ TYPO: 'x' });
  await expect(startSmallLaptop({ environmentOverrides: overrides })).rejects.toThrow('has no variable TYPO');
});

test('a function that does not start fails its event and says why', async () => {
  const { laptop, lines } = await startSmallLaptop({
    environmentOverrides: (name) => (name === 'web' ? { BROKEN: 'true' } : {}),
  });

  await expect(laptop.invoke('web', {})).rejects.toMatchObject({ name: 'Error', message: 'broken at start' });
  expect(lines).toContain('web: the function does not start: Error: broken at start');
});

test('a function is stopped when its time is over', async () => {
  const { laptop } = await startSmallLaptop({
    mutate: ({ Resources }) => Object.assign(Resources.Worker?.Properties ?? {}, { Timeout: 1 }),
  });
  const event = { Records: [{ body: JSON.stringify({ id: 'a', deed: 'sleep', ms: 60_000 }), attributes: {} }] };

  await expect(laptop.invoke('worker', event)).rejects.toMatchObject({ name: 'Sandbox.Timedout' });
});

test('stopping leaves no process behind, whatever it was doing', async () => {
  const { laptop, sendJob } = await startSmallLaptop();
  await sendJob({ id: 'a', deed: 'sleep', ms: 60_000 });
  const processIds = await eventually(() => (laptop.processIds().length > 0 ? laptop.processIds() : undefined));

  await laptop.stop();

  expect(processIds.filter(isAlive)).toEqual([]);
});

test('the processes of functions end when the laptop dies', async () => {
  const script = fileURLToPath(new URL('./fixtures/dying-laptop.ts', import.meta.url));
  const outDir = synthesizeSmallStack();
  onTestFinished(() => rmSync(outDir, { recursive: true }));
  const processIds = await new Promise<number[]>((resolve) => {
    execFile(process.execPath, [script, outDir], (_, stdout) => resolve(JSON.parse(stdout)));
  });

  expect(processIds).toHaveLength(1);
  await eventually(() => !processIds.some(isAlive));
});

test('a second start goes on with the tables and queues of the first', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const first = await startSmallLaptop({ dataDir });
  await first.sendJob({ id: 'a' });
  await eventually(() => first.jobItem('a'));
  const dead = { MessageBody: 'kept', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
  await first.laptop.sqs.send(new SendMessageCommand({ QueueUrl: first.laptop.queueUrl('steps-dead.fifo'), ...dead }));
  await first.laptop.stop();

  const second = await startSmallLaptop({ dataDir });

  expect(await second.jobItem('a')).toMatchObject({ done: 1 });
  expect(second.laptop.queueContent('steps-dead.fifo').available).toBe(1);
});

test('a second instance on the same data is refused with a sentence', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  await startSmallLaptop({ dataDir });

  await expect(startSmallLaptop({ dataDir })).rejects.toThrow(`the process ${process.pid} already runs on ${dataDir}`);
});

test('a busy port is refused with a sentence', async () => {
  const { laptop } = await startSmallLaptop();
  const port = Number(new URL(laptop.url).port);

  await expect(startSmallLaptop({ port })).rejects.toThrow(`port ${port} is in use`);
});

test('items are deleted when their moment has passed, and the others stay', async () => {
  const { laptop, jobItem, clock } = await startSmallLaptop();
  const name = laptop.tableNames['Table'] ?? '';
  const inSeconds = (seconds: number) => Math.floor(clock.now() / 1000) + seconds;
  for (const [id, expiresAt] of [
    ['soon', inSeconds(60)],
    ['late', inSeconds(600)],
    ['never', undefined],
  ] as const) {
    const item = { pk: `JOB#${id}`, sk: 'JOB', ...(expiresAt === undefined ? {} : { expiresAt }) };
    await laptop.dynamodb.send(new PutCommand({ TableName: name, Item: item }));
  }

  clock.advance(120_000);
  await sweep({ name, keyNames: ['pk', 'sk'], expiryName: 'expiresAt' }, laptop.dynamodb, clock);

  expect(await jobItem('soon')).toBeUndefined();
  expect(await jobItem('late')).toBeDefined();
  expect(await jobItem('never')).toBeDefined();
});

test('a queue has the attributes of the template', async () => {
  const { laptop } = await startSmallLaptop();
  const { Attributes } = await laptop.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: laptop.queueUrl('steps.fifo'), AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({ FifoQueue: 'true', VisibilityTimeout: '120' });
  expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toMatchObject({ maxReceiveCount: 2 });
});

test('the clock of a function is the clock of the laptop, however often it is moved', async () => {
  const { sendJob, jobItem, clock } = await startSmallLaptop();
  await sendJob({ id: 'before' });
  const before = await eventually(() => jobItem('before'));
  clock.advance(86_400_000);
  await sendJob({ id: 'after' });
  const after = await eventually(() => jobItem('after'));

  expect(Number(after['seenAt']) - Number(before['seenAt'])).toBeGreaterThanOrEqual(86_400_000);
});
