import { expect, onTestFinished, test } from 'vitest';
import { describedPermissions } from './fixtures/described-permissions.ts';
import { synthesizeStack } from './fixtures/synthesized-stack.ts';

// The validators take seconds, and more of them where other tests run beside.
const SYNTHESIS_LIMIT_MS = 120_000;

test('every function may do this, and nothing else', { timeout: SYNTHESIS_LIMIT_MS }, () => {
  const stack = synthesizeStack();
  onTestFinished(() => stack.remove());
  expect(describedPermissions(stack)).toMatchInlineSnapshot(`
    {
      "Admin": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on AdminLogs",
        "dynamodb:GetItem dynamodb:Query on StateTable where the key is like RUN#*",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like TICKET#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like MAPPING#*",
        "dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:PutItem on StateTable where the key is like TIMERS",
        "dynamodb:GetItem on StateTable where the key is like SETTINGS",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like SESSION#*",
        "dynamodb:UpdateItem on StateTable where the key is like THROTTLE#*",
        "dynamodb:PutItem dynamodb:Query on StateTable where the key is like AUDIT#*",
        "dynamodb:Query on StateTable/index/gsi1",
        "sqs:SendMessage on CandidatesQueue",
        "sqs:SendMessage on LifecycleQueue",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on CandidatesDeadLetters",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on LifecycleDeadLetters",
        "ssm:GetParameters on parameter/ai-implement/access-code and parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token",
      ],
      "AdvanceRun": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on AdvanceRunLogs",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like RUN#*",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like TICKET#*",
        "dynamodb:GetItem on StateTable where the key is like MAPPING#*",
        "dynamodb:PutItem on StateTable where the key is like TIMERS",
        "dynamodb:PutItem on StateTable where the key is like AUDIT#*",
        "dynamodb:Query on StateTable/index/gsi1",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on LifecycleQueue",
        "sqs:SendMessage on CandidatesQueue",
        "ssm:GetParameters on parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token and parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key",
      ],
      "DispatchRun": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on DispatchRunLogs",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on StateTable where the key is like RUN#*",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like MAPPING#*",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like TICKET#*",
        "dynamodb:PutItem on StateTable where the key is like TIMERS",
        "dynamodb:Query on StateTable/index/gsi1",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on CandidatesQueue",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token and parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key and parameter/ai-implement/token-secret",
      ],
      "EquipRunner": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on EquipRunnerLogs",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like RUN#*",
        "dynamodb:PutItem on StateTable where the key is like TIMERS",
        "ssm:GetParameters on parameter/ai-implement/token-secret and parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key",
      ],
      "Poll": [
        "lambda:InvokeFunction on PollTicketsFunction",
      ],
      "PollTickets": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on PollTicketsLogs",
        "dynamodb:BatchGetItem dynamodb:PutItem dynamodb:DeleteItem on StateTable where the key is like TICKET#*",
        "dynamodb:GetItem dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem on StateTable where the key is like SETTINGS",
        "dynamodb:PutItem on StateTable where the key is like AUDIT#*",
        "dynamodb:Query on StateTable/index/gsi1",
        "sqs:SendMessage on CandidatesQueue",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/linear-api-key and parameter/ai-implement/jira-email and parameter/ai-implement/jira-token",
      ],
      "RunnerCallback": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on RunnerCallbackLogs",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on StateTable where the key is like RUN#*",
        "sqs:SendMessage on LifecycleQueue",
        "ssm:GetParameters on parameter/ai-implement/token-secret",
      ],
      "SyncTemplates": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on SyncTemplatesLogs",
        "dynamodb:GetItem on StateTable where the key is like MAPPING#*",
        "dynamodb:GetItem on StateTable where the key is like SESSION#*",
        "dynamodb:PutItem on StateTable where the key is like AUDIT#*",
        "ssm:GetParameters on parameter/ai-implement/github-app-id and parameter/ai-implement/github-private-key",
      ],
      "Watch": [
        "lambda:InvokeFunction on WatchRunsFunction",
      ],
      "WatchRuns": [
        "xray:PutTraceSegments xray:PutTelemetryRecords on *",
        "logs:CreateLogStream logs:PutLogEvents on WatchRunsLogs",
        "dynamodb:UpdateItem on StateTable where the key is like BUCKET#*",
        "dynamodb:UpdateItem on StateTable where the key is like DISPATCHED#*",
        "dynamodb:GetItem dynamodb:PutItem on StateTable where the key is like RUN#*",
        "dynamodb:GetItem on StateTable where the key is like TICKET#*",
        "dynamodb:Query dynamodb:DeleteItem on StateTable where the key is like TIMERS",
        "dynamodb:Query on StateTable/index/gsi1",
        "sqs:SendMessage on LifecycleQueue",
      ],
      "managed policies": [],
    }
  `);
});
