import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Emulators, startEmulators } from '../../local/stack/emulators.ts';
import { topicPublisher } from '../../shared/adapters/sns/topic-publisher.ts';
import { notificationOf } from '../../shared/domain/notifications/notification.ts';
import { startClock } from '../../simulators/clock.ts';
import { parsePolicy } from '../../simulators/iam/policy.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:notifications';
const GONE = 'arn:aws:sns:us-east-1:000000000000:gone';
const FOREIGN = 'arn:aws:sns:eu-west-1:111111111111:other';
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: [TOPIC, GONE] }],
};

const published: Record<string, unknown>[] = [];
const clock = startClock();
let emulators: Emulators;
let where: { endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };

beforeAll(async () => {
  emulators = await startEmulators({
    clock,
    parameters: {},
    onEffect: ({ body }, { status }) => void (status === 200 && published.push(body)),
  });
  const statements = parsePolicy(POLICY, 'the test');
  const accessKeyId = emulators.principals.admit({
    name: 'advance-run',
    arn: 'arn:aws:sts::0:advance-run',
    statements,
  });
  where = { endpoint: emulators.endpoint.url, credentials: { accessKeyId, secretAccessKey: 'laptop' } };
});
afterAll(async () => {
  await emulators.stop();
  clock.stop();
});

const NOTIFICATION = notificationOf({
  id: 'run 1 begun',
  title: 'ENG-1: implementation began & <b>',
  facts: [['Mapping', 'Backend']],
  links: [],
});

test('subscribers of the topic get every line', async () => {
  expect(await topicPublisher(TOPIC, where).publish(NOTIFICATION)).toBeUndefined();

  expect(published).toMatchObject([
    {
      Subject: 'ENG-1: implementation began & <b>',
      Message: 'ENG-1: implementation began & <b>\n\nMapping: Backend',
    },
  ]);
});

test.each([
  ['is gone', GONE, 'it answered NotFoundException'],
  ['may not be published to', FOREIGN, 'it answered AuthorizationErrorException'],
])('a topic that %s misses it after one try', async (_, topic, reason) => {
  const asked = emulators.counters.requests({ principal: 'advance-run' });

  expect(await topicPublisher(topic, where).publish(NOTIFICATION)).toBe(reason);
  expect(emulators.counters.requests({ principal: 'advance-run' }) - asked).toBeLessThanOrEqual(1);
  expect(published).toHaveLength(1);
});

test('one that is out of reach too', async () => {
  const nowhere = { ...where, endpoint: 'http://127.0.0.1:1' };

  expect(await topicPublisher(TOPIC, nowhere).publish(NOTIFICATION)).toBe('it was out of reach');
});
