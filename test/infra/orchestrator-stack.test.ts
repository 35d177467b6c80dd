import { CfnResource, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { startLaptop } from '../../local/stack/laptop.ts';
import { FUNCTION_ENVS } from '../../shared/contract/env.ts';
import { ROUTES } from '../../shared/contract/routes.ts';
import { STACK_NAME } from '../../shared/contract/stack-name.ts';
import { startClock } from '../../simulators/clock.ts';
import { type SynthesizedStack, synthesizeStack } from './fixtures/synthesized-stack.ts';

// The validators take seconds, and more of them where other tests run beside.
const SYNTHESIS_LIMIT_MS = 120_000;
vi.setConfig({ testTimeout: SYNTHESIS_LIMIT_MS });

let stack: SynthesizedStack;
beforeAll(() => {
  stack = synthesizeStack();
}, SYNTHESIS_LIMIT_MS);
afterAll(() => stack.remove());

test('the API has the routes of the contract, each served by its function', () => {
  const routes = stack.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);
  expect(routes).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`));
  expect(routes).toMatchInlineSnapshot(`
    [
      "POST /runner/start",
      "POST /runner/github-token",
      "POST /runner/result",
      "POST /runner/progress",
      "POST /github/webhook",
      "POST /linear/webhook",
      "POST /jira/webhook",
      "POST /trigger/gap-fill",
      "GET /api/mappings/{mappingId}/templates",
      "POST /api/mappings/{mappingId}/sync",
      "ANY /api/{proxy+}",
      "GET /",
      "GET /admin",
      "GET /admin/{proxy+}",
      "GET /health",
    ]
  `);
  for (const routeKey of routes) expect(routeKey).toMatch(/^(GET|POST|PUT|DELETE|ANY) \/[\w/{}+-]*$/);
});

test('polls and watches are scheduled by the minute and never repeated', () => {
  const schedules = stack.ofType('AWS::Scheduler::Schedule').map(({ Properties }) => Properties);
  expect(schedules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual(['rate(1 minute)', 'rate(1 minute)']);
  for (const { Target } of schedules) expect(Target).toMatchObject({ RetryPolicy: { MaximumRetryAttempts: 0 } });
});

test('the poll interval of the settings becomes the schedule', () => {
  const slower = synthesizeStack({ POLL_INTERVAL_MS: '300000' });
  const expressions = slower
    .ofType('AWS::Scheduler::Schedule')
    .map(({ Properties }) => Properties['ScheduleExpression']);
  slower.remove();
  expect(expressions).toEqual(['rate(5 minutes)', 'rate(1 minute)']);
});

test('each function has the variables of its contract, no more and no less', () => {
  const functions = stack.ofType('AWS::Lambda::Function').map(({ Properties }) => Properties);
  expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
    Object.keys(FUNCTION_ENVS)
      .map((name) => `${STACK_NAME}-${name}`)
      .sort(),
  );
  for (const { FunctionName, Handler, Environment } of functions) {
    const name = String(FunctionName).replace(`${STACK_NAME}-`, '') as keyof typeof FUNCTION_ENVS;
    const { Variables } = Environment as { Variables: Record<string, unknown> };
    expect(Object.keys(Variables).sort()).toEqual(Object.keys(FUNCTION_ENVS[name].shape).sort());
    expect(Handler).toBe(`${name}/handler.handler`);
  }
});

test('no setting makes a deployed function one of a laptop', () => {
  const wishful = synthesizeStack({ LOCAL_EXECUTOR_URL: 'http://127.0.0.1:4100' });
  const functions = wishful.ofType('AWS::Lambda::Function').map(({ Properties }) => Properties);
  wishful.remove();
  const values = functions.flatMap(({ Environment }) => {
    const { Variables } = Environment as { Variables: Record<string, unknown> };
    return 'LOCAL_EXECUTOR_URL' in Variables ? [Variables['LOCAL_EXECUTOR_URL']] : [];
  });
  expect(values.length).toBeGreaterThan(1);
  expect(new Set(values)).toEqual(new Set(['']));
});

test('no secret is in the stack, and no parameter is made by it', () => {
  const types = Object.values(stack.resources).map(({ Type }) => Type);
  expect(types.filter((type) => /SSM|Secret/.test(type))).toEqual([]);
});

test('asynchronous invocations are never repeated', () => {
  const configs = stack.ofType('AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties);
  expect(configs).toHaveLength(Object.keys(FUNCTION_ENVS).length);
  for (const { MaximumRetryAttempts } of configs) expect(MaximumRetryAttempts).toBe(0);
});

test('the work queues give up after five receives, keep messages for two weeks, and feed one message at a time', () => {
  const queues = stack.ofType('AWS::SQS::Queue').map(({ Properties }) => Properties);
  const summary = queues.map(({ QueueName, FifoQueue, VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy }) => ({
    QueueName,
    FifoQueue,
    VisibilityTimeout,
    days: Number(MessageRetentionPeriod) / 86_400,
    maxReceiveCount: (RedrivePolicy as { maxReceiveCount: number } | undefined)?.maxReceiveCount,
  }));
  expect(summary).toMatchInlineSnapshot(`
    [
      {
        "FifoQueue": undefined,
        "QueueName": "AiImplement-candidates-dead-letters",
        "VisibilityTimeout": undefined,
        "days": 14,
        "maxReceiveCount": undefined,
      },
      {
        "FifoQueue": undefined,
        "QueueName": "AiImplement-candidates",
        "VisibilityTimeout": 360,
        "days": 14,
        "maxReceiveCount": 5,
      },
      {
        "FifoQueue": true,
        "QueueName": "AiImplement-lifecycle-dead-letters.fifo",
        "VisibilityTimeout": undefined,
        "days": 14,
        "maxReceiveCount": undefined,
      },
      {
        "FifoQueue": true,
        "QueueName": "AiImplement-lifecycle.fifo",
        "VisibilityTimeout": 360,
        "days": 14,
        "maxReceiveCount": 5,
      },
    ]
  `);
  const mappings = stack.ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
  const FunctionResponseTypes = ['ReportBatchItemFailures'];
  expect(mappings).toEqual([
    expect.objectContaining({ BatchSize: 10, FunctionResponseTypes, ScalingConfig: { MaximumConcurrency: 2 } }),
    expect.objectContaining({ BatchSize: 10, FunctionResponseTypes, ScalingConfig: { MaximumConcurrency: 2 } }),
  ]);
});

test('a message stays invisible for three times the time of its consumer', () => {
  const consumers = stack
    .ofType('AWS::Lambda::Function')
    .map(({ Properties }) => Properties)
    .filter(({ Handler }) => /^(dispatch|advance)-run\//.test(String(Handler)));
  const seconds = consumers.map(({ Handler, Timeout }) => [String(Handler).split('/')[0], Timeout]);
  expect(Object.fromEntries(seconds)).toEqual({ 'dispatch-run': 60, 'advance-run': 120 });
  expect(Math.max(...consumers.map(({ Timeout }) => Number(Timeout))) * 3).toBeLessThanOrEqual(360);
});

const stageOfApi = () => stack.ofType('AWS::ApiGatewayV2::Stage')[0];

test('the stage is made after the routes that it limits', () => {
  const routes = Object.keys(stack.resources).filter((id) => stack.resources[id]?.Type === 'AWS::ApiGatewayV2::Route');
  expect(routes).toHaveLength(ROUTES.length);
  expect(stageOfApi()?.DependsOn).toEqual(expect.arrayContaining(routes));
});

/** What an HTTP API knows of. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const KNOWN = [
  ...['accountId', 'apiId', 'awsEndpointRequestId', 'awsEndpointRequestId2', 'dataProcessed', 'domainName'],
  ...['domainPrefix', 'error.message', 'error.messageString', 'error.responseType', 'extendedRequestId', 'httpMethod'],
  ...['identity.sourceIp', 'identity.userAgent', 'integration.error', 'integration.integrationStatus'],
  ...['integration.latency', 'integration.requestId', 'integration.status', 'integrationErrorMessage'],
  ...['integrationLatency', 'integrationStatus', 'path', 'protocol', 'requestId', 'requestTime', 'requestTimeEpoch'],
  ...['responseLatency', 'responseLength', 'routeKey', 'stage', 'status'],
];

test('a line of the access log names the route and the request, by variables that an HTTP API has', () => {
  const settings = stageOfApi()?.Properties['AccessLogSettings'] as { Format: string } | undefined;
  const line: Record<string, string> = JSON.parse(settings?.Format ?? '{}');
  const variables = Object.values(line).map((value) => value.replace('$context.', ''));
  expect(variables.filter((variable) => !KNOWN.includes(variable))).toEqual([]);
  expect(variables).toEqual(expect.arrayContaining(['routeKey', 'requestId', 'status', 'identity.sourceIp']));
});

test('the table outlives the stack', () => {
  const [table] = stack.ofType('AWS::DynamoDB::GlobalTable');
  expect(table?.DeletionPolicy).toBe('Retain');
  expect(table?.Properties).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    Replicas: [
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true },
    ],
  });
});

test('a wildcard in a permission is an error of the synthesis', () => {
  const change = (app: { node: { findChild(id: string): unknown } }) => {
    const scope = app.node.findChild(STACK_NAME) as Stack;
    const role = new Role(scope, 'Stray', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['dynamodb:*'], resources: ['arn:aws:dynamodb:eu-west-1:1:table/x'] }),
    );
  };
  expect(() => synthesizeStack({}, change)).toThrow(/AwsSolutions-IAM5\[Action::dynamodb:\*\]/);
});

test('a property that CloudFormation would refuse is an error of the synthesis', () => {
  const change = (app: { node: { findChild(id: string): unknown } }) => {
    const scope = app.node.findChild(STACK_NAME) as Stack;
    new CfnResource(scope, 'Stray', { type: 'AWS::Logs::LogGroup', properties: { RetentionInDays: 'a week' } });
  };
  expect(() => synthesizeStack({}, change)).toThrow(/RetentionInDays/);
});

test('the laptop runs the stack as it is, every route of it', async () => {
  const clock = startClock();
  onTestFinished(() => clock.stop());
  const options = { outDir: stack.outDir, stackName: STACK_NAME, clock, parameters: {}, runSchedules: false };
  const laptop = await startLaptop(options);
  onTestFinished(() => laptop.stop());

  for (const { method, path } of ROUTES) {
    const response = await fetch(laptop.url + path.replace('{proxy+}', 'x'), {
      method: method === 'ANY' ? 'PUT' : method,
    });
    expect([method, path, response.status]).toEqual([method, path, 200]);
  }
  expect(laptop.counters.accessDenied()).toBe(0);
});
