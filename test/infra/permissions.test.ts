import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessesOf } from '../../local/stack/aws/accesses.ts';
import { type Decision, decide, parsePolicy } from '../../simulators/iam/policy.ts';
import { describedPermissions } from './fixtures/described-permissions.ts';
import { type SynthesizedStack, synthesizeStack } from './fixtures/synthesized-stack.ts';

// The validators take seconds, and more of them where other tests run beside.
const SYNTHESIS_LIMIT_MS = 120_000;

let stack: SynthesizedStack;
beforeAll(() => {
  stack = synthesizeStack();
}, SYNTHESIS_LIMIT_MS);
afterAll(() => stack.remove());

test('every function may do this, and nothing else', () => {
  expect(describedPermissions(stack)).toMatchInlineSnapshot(`
    {
      "Admin": [
        "logs:CreateLogStream logs:PutLogEvents on AdminLogs",
        "dynamodb:GetItem dynamodb:Query on StateTable where the key is like RUN#*",
        "dynamodb:GetItem dynamodb:BatchGetItem dynamodb:PutItem on StateTable where the key is like TICKET#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like MAPPING#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:PutItem on StateTable where the key is like TIMERS",
        "dynamodb:GetItem on StateTable where the key is like SETTINGS",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like SESSION#*",
        "dynamodb:UpdateItem on StateTable where the key is like THROTTLE#*",
        "dynamodb:Query on StateTable where the key is like AUDIT#*",
        "dynamodb:GetItem dynamodb:Query on StateTable where the key is like PR#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like STOP",
        "dynamodb:GetItem on StateTable where the key is like FAILURE#*",
        "dynamodb:GetItem dynamodb:Query on StateTable where the key is like SPENT#*",
        "dynamodb:PutItem on StateTable where the key is like RUN#*, naming only pk sk runId phase tracker ticketId ticketKey ticketTitle ticketUrl mappingId bucketId owner repo defaultBranch branch workflowFile executor provider attempt retryOf isExplicit status reservedAt dispatchesTaken dispatchesAllowed dispatchAskedAt endedAt failure cancelWish closedPartition gsi1pk gsi1sk gsi2pk gsi2sk",
        "dynamodb:UpdateItem on StateTable where the key is like RUN#*, naming only pk sk status cancelWish",
        "dynamodb:UpdateItem on StateTable where the key is like SPENT#*, naming only pk sk raisedToUsd",
        "dynamodb:Query on StateTable/index/gsi1 where the key is like MAPPINGS or BUCKETS or TICKETS#* or RUNS#* or PRS#* or ACCESS#*",
        "dynamodb:Query on StateTable/index/gsi2 where the key is like TICKET#* or PRS-OF#* or TICKETS#unshown",
        "sqs:SendMessage on CandidatesQueue",
        "sqs:SendMessage on LifecycleQueue",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on CandidatesDeadLetters",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on LifecycleDeadLetters",
        "ssm:GetParameters on parameter/ai-implement/access-code and parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token",
      ],
      "AdvanceRun": [
        "logs:CreateLogStream logs:PutLogEvents on AdvanceRunLogs",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like RUN#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like SPENT#*",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like TICKET#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:Query on StateTable where the key is like PR#*",
        "dynamodb:GetItem on StateTable where the key is like MAPPING#*",
        "dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like TIMERS",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like DELIVERIES",
        "dynamodb:PutItem on StateTable where the key is like AUDIT#*",
        "dynamodb:PutItem on StateTable where the key is like NOTIFIED#*",
        "dynamodb:PutItem on StateTable where the key is like FAILURE#*",
        "dynamodb:UpdateItem on StateTable where the key is like MAPPING#*, naming only pk sk owner repo repositoryId isSubscription runner suspended updatedAt version",
        "dynamodb:UpdateItem on StateTable where the key is like SETTINGS, naming only pk sk deliveredAt",
        "dynamodb:Query on StateTable/index/gsi1 where the key is like MAPPINGS or TICKETS#* or RUNS#* or PRS#open or PRS#next",
        "dynamodb:Query on StateTable/index/gsi2 where the key is like TICKET#* or PRS-OF#*",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on LifecycleQueue",
        "sqs:SendMessage on CandidatesQueue",
        "ssm:GetParameters on parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token and parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key and parameter/ai-implement/slack-webhook-url and parameter/ai-implement/teams-webhook-url",
      ],
      "CommentTrigger": [
        "logs:CreateLogStream logs:PutLogEvents on CommentTriggerLogs",
        "dynamodb:GetItem on StateTable where the key is like PR#*",
        "dynamodb:GetItem on StateTable where the key is like MAPPING#*",
        "sqs:SendMessage on LifecycleQueue",
      ],
      "DispatchRun": [
        "logs:CreateLogStream logs:PutLogEvents on DispatchRunLogs",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on StateTable where the key is like RUN#*",
        "dynamodb:GetItem on StateTable where the key is like MAPPING#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on StateTable where the key is like SPENT#*",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like TICKET#*",
        "dynamodb:GetItem dynamodb:Query on StateTable where the key is like PR#*",
        "dynamodb:PutItem on StateTable where the key is like TIMERS",
        "dynamodb:PutItem on StateTable where the key is like FAILURE#*",
        "dynamodb:UpdateItem on StateTable where the key is like MAPPING#*, naming only pk sk suspended updatedAt version",
        "dynamodb:Query on StateTable/index/gsi1 where the key is like MAPPINGS",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on CandidatesQueue",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token and parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key and parameter/ai-implement/token-private-key",
      ],
      "EquipRunner": [
        "logs:CreateLogStream logs:PutLogEvents on EquipRunnerLogs",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like RUN#*",
        "dynamodb:PutItem on StateTable where the key is like TIMERS",
        "ssm:GetParameters on parameter/ai-implement/token-public-keys and parameter/ai-implement/token-secret and parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key",
      ],
      "GithubWebhook": [
        "logs:CreateLogStream logs:PutLogEvents on GithubWebhookLogs",
        "dynamodb:GetItem on StateTable where the key is like PR#*",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/github-webhook-secret and parameter/ai-implement/github-webhook-secret-previous",
      ],
      "Poll": [
        "lambda:InvokeFunction on PollTicketsFunction",
      ],
      "PollTickets": [
        "logs:CreateLogStream logs:PutLogEvents on PollTicketsLogs",
        "dynamodb:BatchGetItem dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like TICKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem on StateTable where the key is like SPENT#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on StateTable where the key is like SETTINGS",
        "dynamodb:Query on StateTable/index/gsi1 where the key is like MAPPINGS or BUCKETS or TICKETS#*",
        "sqs:SendMessage on CandidatesQueue",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token",
      ],
      "RunnerCallback": [
        "logs:CreateLogStream logs:PutLogEvents on RunnerCallbackLogs",
        "dynamodb:GetItem on StateTable where the key is like RUN#*",
        "dynamodb:PutItem on StateTable where the key is like RUN#*, naming only pk sk hash data receivedAt step expiresAt",
        "dynamodb:UpdateItem on StateTable where the key is like RUN#*, naming only pk sk status heartbeatAt stepIds reportedAt prUrl prHeadSha",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/token-public-keys and parameter/ai-implement/token-secret",
      ],
      "SyncTemplates": [
        "logs:CreateLogStream logs:PutLogEvents on SyncTemplatesLogs",
        "dynamodb:GetItem on StateTable where the key is like MAPPING#*",
        "dynamodb:GetItem on StateTable where the key is like SESSION#*",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key",
      ],
      "TrackerWebhook": [
        "logs:CreateLogStream logs:PutLogEvents on TrackerWebhookLogs",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/linear-webhook-secret and parameter/ai-implement/linear-webhook-secret-previous and parameter/ai-implement/jira-webhook-secret and parameter/ai-implement/jira-webhook-secret-previous",
      ],
      "Watch": [
        "lambda:InvokeFunction on WatchRunsFunction",
      ],
      "WatchRuns": [
        "logs:CreateLogStream logs:PutLogEvents on WatchRunsLogs",
        "dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem on StateTable where the key is like RUN#*",
        "dynamodb:GetItem on StateTable where the key is like TICKET#*",
        "dynamodb:Query dynamodb:DeleteItem on StateTable where the key is like TIMERS",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like SETTINGS",
        "dynamodb:PutItem on StateTable where the key is like RUN#*, naming only pk sk runId phase tracker ticketId ticketKey ticketTitle ticketUrl mappingId bucketId owner repo defaultBranch branch workflowFile executor provider attempt retryOf isExplicit status reservedAt dispatchesTaken dispatchesAllowed dispatchAskedAt endedAt failure cancelWish closedPartition gsi1pk gsi1sk gsi2pk gsi2sk",
        "dynamodb:Query on StateTable/index/gsi1 where the key is like BUCKETS or RUNS#open or PRS#open or PRS#next",
        "sqs:SendMessage on LifecycleQueue",
        "sqs:GetQueueAttributes on CandidatesQueue",
        "sqs:GetQueueAttributes on CandidatesDeadLetters",
        "sqs:GetQueueAttributes on LifecycleQueue",
        "sqs:GetQueueAttributes on LifecycleDeadLetters",
      ],
      "managed policies": [],
    }
  `);
});

const HASH_KEYS = new Map([['State', { '': 'pk' }]]);
const RUN = { pk: { S: 'RUN#run-1' }, sk: { S: 'RUN' } };

interface PolicyJson {
  Statement: Record<string, unknown>[];
}

/** What IAM decides about a write of runner-callback. */
function decisionOf(operation: string, body: Record<string, unknown>): Decision {
  const policy = stack.ofType('AWS::IAM::Policy').find(({ Properties }) => {
    const [role] = Properties['Roles'] as { Ref: string }[];
    return role?.Ref.startsWith('RunnerCallback');
  });
  const { Statement } = (policy?.Properties['PolicyDocument'] ?? { Statement: [] }) as PolicyJson;
  // Which resource is meant is not at issue here.
  const document = { Version: '2012-10-17', Statement: Statement.map((each) => ({ ...each, Resource: '*' })) };
  const [access] = accessesOf('dynamodb', operation, { TableName: 'State', ...body }, HASH_KEYS);
  return access === undefined ? 'denied_by_default' : decide(parsePolicy(document, 'test'), access);
}

test('where runs get machines on Fly, dispatch-run and advance-run read its token, and nobody more', () => {
  const fly = { FLY_APP: 'acme-runs', FLY_ORG: 'acme', FLY_IMAGE: 'registry.fly.io/acme-runs:1' };
  const withMachines = synthesizeStack(fly);
  const described = describedPermissions(withMachines);
  const without = describedPermissions(stack);
  withMachines.remove();
  const more = Object.entries(described).map(
    ([name, lines]) => [name, lines.filter((line) => !without[name]?.includes(line))] as const,
  );
  const path = 'ssm:GetParameters on parameter/ai-implement';
  expect(Object.fromEntries(more.filter(([, lines]) => lines.length > 0))).toEqual({
    DispatchRun: [`${path}/fly-token and parameter/ai-implement/fly-model-credentials`],
    AdvanceRun: [`${path}/fly-token`],
  });
});

test('where a topic is told of runs, advance-run alone may publish to it, and nothing more', () => {
  const topic = 'arn:aws:sns:eu-west-1:210987654321:runs';
  const told = synthesizeStack({ NOTIFY_TOPIC_ARN: topic });
  const permissions = describedPermissions(told);
  told.remove();

  const before = describedPermissions(stack);
  const more = Object.entries(permissions).flatMap(([role, lines]) =>
    lines.filter((line) => !before[role]?.includes(line)).map((line) => `${role}: ${line}`),
  );
  expect(more).toEqual([`AdvanceRun: sns:Publish on ${topic}`]);
});

test('who has taken over runner-callback changes neither where a run executes nor whose it is', () => {
  const update = (UpdateExpression: string, names?: Record<string, string>) =>
    decisionOf('UpdateItem', { Key: RUN, UpdateExpression, ExpressionAttributeNames: names });
  const put = (attributes: Record<string, unknown>) =>
    decisionOf('PutItem', { Item: { ...RUN, ...attributes }, ConditionExpression: 'attribute_not_exists(pk)' });

  const allowed = [
    update('SET heartbeatAt = :at ADD stepIds :ids'),
    update('SET reportedAt = if_not_exists(reportedAt, :at)'),
    put({ step: {}, expiresAt: { N: '1' } }),
  ];
  const refused = [
    ...['executor', 'owner', 'repo', 'workflowFile', 'sessionKeyHash', 'gsi1pk'].map((name) =>
      update(`SET heartbeatAt = :at, ${name} = :x`),
    ),
    update('SET #it = :x', { '#it': 'executor' }),
    update('SET #status.#it = :x, executor.#it = :y', { '#status': 'status', '#it': 'prUrl' }),
    update('REMOVE executor'),
    put({ executor: { S: 'local' } }),
  ];

  expect(new Set(allowed)).toEqual(new Set(['allowed']));
  expect(new Set(refused)).toEqual(new Set(['denied_by_default']));
});
