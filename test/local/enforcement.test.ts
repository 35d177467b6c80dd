import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { clientSettings } from '../../local/stack/aws/principals.ts';
import { eventually, startSmallLaptop, without } from './fixtures/laptop-under-test.ts';

/** What a function throws is told to its queue's poller, whose line this waits for. */
function complaint(lines: readonly string[], text: string): Promise<string> {
  return eventually(() => lines.find((line) => line.includes(text)));
}

test.each([
  ['dynamodb:UpdateItem', 'Worker', { id: 'a' }],
  ['dynamodb:PutItem', 'Worker', { id: 'a', deed: 'foreignKey' }],
  ['ssm:GetParameter', 'Worker', { id: 'a', deed: 'secret' }],
])('a function without %s is denied, and the refusal names action and resource', async (action, name, job) => {
  const { laptop, lines, sendJob, jobItem } = await startSmallLaptop({ mutate: without(action, name) });
  await sendJob(job);

  const line = await complaint(lines, 'AccessDeniedException');

  expect(line).toMatch(
    /User: arn:aws:sts::000000000000:assumed-role\/Small-WorkerRole\/Small-worker is not authorized/,
  );
  expect(line).toMatch(new RegExp(`to perform: ${action} on resource: arn:aws:(dynamodb|ssm):us-east-1:000000000000:`));
  expect(laptop.counters.accessDenied()).toBe(1);
  expect(await jobItem('a')).toBeUndefined();
});

test('a function without sqs:SendMessage is denied as SQS does it', async () => {
  const { laptop } = await startSmallLaptop({ mutate: without('sqs:SendMessage', 'Feeder') });

  await expect(laptop.invoke('feeder', {})).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:'),
  });
  expect(laptop.queueContent('jobs').available).toBe(0);
});

test.each(['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'])(
  'the poller of a queue acts with the role of its function: %s',
  async (action) => {
    const { lines, sendJob, laptop } = await startSmallLaptop({ mutate: without(action, 'Worker') });
    await sendJob({ id: 'a' });

    expect(await complaint(lines, 'event-source:worker: AccessDenied')).toContain(action.toLowerCase());
    expect(laptop.isIdle()).toBe(false);
  },
);

test('a scheduler role that may not invoke its function is denied', async () => {
  const { laptop, lines } = await startSmallLaptop({
    runSchedules: true,
    mutate: without('lambda:InvokeFunction', 'Tick'),
  });

  expect(await complaint(lines, 'schedule:feeder')).toMatch(/AccessDenied: Small-TickRole .*lambda:InvokeFunction/);
  expect(laptop.counters.accessDenied()).toBe(1);
});

test.each([
  ['another table', { id: 'a', deed: 'foreignTable' }, 'dynamodb:PutItem on resource: .*table/another-table '],
  [
    'another key of its own table',
    { id: 'a', deed: 'foreignKey' },
    'dynamodb:PutItem on resource: .*table/Small-Table ',
  ],
  ['another action on its own table', { id: 'a', deed: 'scan' }, 'dynamodb:Scan on resource: .*table/Small-Table '],
  ['another secret', { id: 'a', deed: 'secret', name: '/other' }, 'ssm:GetParameter on resource: .*parameter/other '],
])('%s is denied', async (_, job, refusal) => {
  const { lines, sendJob } = await startSmallLaptop();
  await sendJob(job);
  expect(await complaint(lines, 'AccessDeniedException')).toMatch(new RegExp(refusal));
});

test('another queue is denied', async () => {
  const { laptop } = await startSmallLaptop({
    mutate: ({ Resources }) => {
      const Variables = { JOBS_QUEUE_URL: { Ref: 'JobsDead' } };
      Object.assign(Resources.Feeder?.Properties ?? {}, { Environment: { Variables } });
    },
  });

  await expect(laptop.invoke('feeder', {})).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringMatching(/sqs:sendmessage on resource: .*:Small-jobs-dead /),
  });
});

test('a key that the laptop did not give out is refused', async () => {
  const { laptop } = await startSmallLaptop();
  const settings = clientSettings(laptop.awsEndpoint, 'AKIASTRANGER');

  await expect(new DynamoDBClient(settings).send(new ListTablesCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
  const command = new SendMessageCommand({ QueueUrl: laptop.queueUrl('jobs'), MessageBody: 'x' });
  await expect(new SQSClient(settings).send(command)).rejects.toMatchObject({ name: 'UnrecognizedClient' });
});
