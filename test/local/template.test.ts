import { expect, test } from 'vitest';
import { startSmallLaptop } from './fixtures/laptop-under-test.ts';
import type { MutableTemplate } from './fixtures/small-stack.ts';

/** A mutation that puts properties into a resource. */
function withProperties(logicalId: string, properties: Record<string, unknown>) {
  return ({ Resources }: MutableTemplate) => void Object.assign(Resources[logicalId]?.Properties ?? {}, properties);
}

/** A mutation that adds a statement to the worker's policy. */
function withStatement(statement: Record<string, unknown>) {
  return ({ Resources }: MutableTemplate) => {
    const document = Resources.WorkerPolicy?.Properties['PolicyDocument'] as { Statement: unknown[] };
    document.Statement.push({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*', ...statement });
  };
}

const refused: [what: string, mutate: (template: MutableTemplate) => void, message: string | RegExp][] = [
  [
    'an unknown resource type',
    ({ Resources }) => {
      Resources.Bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
    },
    'Bucket: no local counterpart for AWS::S3::Bucket',
  ],
  ['an unknown property', withProperties('Jobs', { KmsMasterKeyId: 'k' }), /Jobs: AWS::SQS::Queue: .*"KmsMasterKeyId"/],
  [
    'an unknown nested property',
    withProperties('JobsToWorker', { ScalingConfig: { Min: 1 } }),
    /JobsToWorker: .*"Min"/,
  ],
  ['an unknown value', withProperties('Worker', { Runtime: 'python3.13' }), /Worker: .*nodejs24\.x/],
  [
    'an unknown CloudFormation function',
    withProperties('Worker', { Description: { 'Fn::ImportValue': 'x' } }),
    'Worker: the laptop does not know the CloudFormation function Fn::ImportValue',
  ],
  [
    'a reference to nothing',
    withProperties('Worker', { Description: { Ref: 'Nothing' } }),
    'Worker: Ref to Nothing, which is not in the template',
  ],
  [
    'an unknown attribute',
    withProperties('Worker', { Description: { 'Fn::GetAtt': ['Jobs', 'Colour'] } }),
    'Worker: Fn::GetAtt Jobs.Colour is not known',
  ],
  [
    'a schedule that is no rate',
    withProperties('Tick', { ScheduleExpression: 'cron(0 0 * * ? *)' }),
    'the schedule cron(0 0 * * ? *)',
  ],
  [
    'scheduler retries',
    withProperties('Tick', { Target: { Arn: 'a', RoleArn: 'b', RetryPolicy: { MaximumRetryAttempts: 3 } } }),
    /Tick: .*expected 0/,
  ],
  [
    'a scope of deduplication that the queues ignore',
    withProperties('Steps', { DeduplicationScope: 'messageGroup' }),
    /Steps: .*"queue"/,
  ],
  ['an unknown route key', withProperties('Route0', { RouteKey: 'FETCH /x' }), 'FETCH /x'],
  [
    'an unknown condition operator',
    withStatement({ Condition: { NumericLessThan: { 'aws:SourceAccount': '1' } } }),
    'WorkerPolicy: condition operator NumericLessThan is not known',
  ],
  [
    'an unknown set operator',
    withStatement({ Condition: { 'ForSome:StringLike': { 'aws:SourceAccount': '1' } } }),
    'WorkerPolicy: condition operator ForSome:StringLike is not known',
  ],
  [
    'an unknown condition key',
    withStatement({ Condition: { StringEquals: { 'aws:PrincipalTag/x': '1' } } }),
    'WorkerPolicy: condition key aws:PrincipalTag/x is not known',
  ],
  [
    'an unknown form of resource',
    withStatement({ Resource: 'arn:aws:s3:::bucket' }),
    'WorkerPolicy: resource form arn:aws:s3:::bucket is not known',
  ],
  ['NotAction', withStatement({ NotAction: 'dynamodb:*' }), /WorkerPolicy: .*"NotAction"/],
  [
    'a dead-letter queue of the wrong kind',
    withProperties('Jobs', {
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['StepsDead', 'Arn'] }, maxReceiveCount: 2 },
    }),
    'jobs and its dead-letter queue must both be FIFO',
  ],
  [
    'a dead-letter queue elsewhere',
    withProperties('Jobs', { RedrivePolicy: { deadLetterTargetArn: 'arn:x', maxReceiveCount: 2 } }),
    'the dead-letter queue of jobs is not in the template',
  ],
  [
    'a route without permission',
    ({ Resources }) => {
      delete Resources.MayInvoke;
    },
    'the route GET /answers/{name} has no Lambda permission for arn:aws:execute-api:us-east-1:000000000000:small-api/$default/GET',
  ],
  [
    'a role that Lambda may not assume',
    withProperties('Worker', { Role: { 'Fn::GetAtt': ['TickRole', 'Arn'] } }),
    'worker has no role that Lambda may assume',
  ],
];

test.each(refused)('%s stops the start', async (_, mutate, message) => {
  await expect(startSmallLaptop({ mutate })).rejects.toThrow(message);
});

test('everything that is not known is told at once', async () => {
  const mutate = (template: MutableTemplate) => {
    withProperties('Jobs', { Colour: 'red' })(template);
    withProperties('Worker', { Colour: 'blue' })(template);
  };
  await expect(startSmallLaptop({ mutate })).rejects.toThrow(/Jobs: .*\n(.*\n)* +Worker: /);
});
