import { expect, inject, test } from 'vitest';
import { temporaryHome } from '../../local/world/home/home.ts';
import { keptSecrets, type Secrets } from '../../local/world/home/secrets.ts';
import type { FunctionName } from '../../shared/contract/env.ts';
import { type Permission, permissionsOf, readTemplate, strip, type Template } from './enforcement/permissions-of.ts';
import { refusalsOf, type StrippedWorld, startStrippedWorld, untilRefused } from './enforcement/stripped-world.ts';
import { WORK } from './enforcement/work-of-functions.ts';

// Least privilege, held from both sides: what a function may do it needs, and what it may not do is refused.

const NAMES = Object.keys(WORK) as FunctionName[];
const UNSERVED = /^logs:/;
const permissions = permissionsOf(readTemplate(inject('outDir')));
const enforced = permissions.filter(({ action }) => !UNSERVED.test(action));

const home = temporaryHome();
const secrets: Secrets = keptSecrets(home.secretsFile);

/** Lets functions do their work on a changed stack; answers what was refused. */
async function refusalsIn(
  change: (template: Template) => void,
  names: readonly FunctionName[],
  awaited: readonly string[],
): Promise<string[]> {
  const world: StrippedWorld = await startStrippedWorld({ outDir: inject('outDir'), secrets, change });
  try {
    await untilRefused(world, awaited, Promise.all(names.map((name) => WORK[name](world).catch(() => {}))));
    return refusalsOf(world.laptop).sort();
  } finally {
    await world.stop();
  }
}

/** The whole messages of what was refused while functions did all of their work on a changed stack. */
async function messagesIn(
  change: (template: Template) => void,
  names: readonly FunctionName[],
): Promise<readonly string[]> {
  const world = await startStrippedWorld({ outDir: inject('outDir'), secrets, change });
  try {
    await Promise.all(names.map((name) => WORK[name](world).catch(() => {})));
    return world.laptop.counters.denials();
  } finally {
    await world.stop();
  }
}

function setVariables({ Resources }: Template, names: RegExp, value: unknown): void {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
    for (const name of Object.keys(Variables)) if (names.test(name)) Variables[name] = value;
  }
}

function logicalIdOf({ Resources }: Template, start: string): string {
  return Object.keys(Resources).find((id) => id.startsWith(start) && Resources[id]?.Type === 'AWS::SQS::Queue') ?? '';
}

function stripSchedules({ Resources }: Template): void {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::IAM::Policy') continue;
    const document = Properties['PolicyDocument'] as { Statement: { Action: unknown }[] };
    document.Statement = document.Statement.filter(({ Action }) => Action !== 'lambda:InvokeFunction');
  }
}

/** As the service names it: SQS writes the action in lower case. */
function refusalOf({ functionName, action }: Permission): string {
  return `${functionName} ${action.startsWith('sqs:') ? action.toLowerCase() : action}`;
}

function nameOf({ functionName, action, target }: Permission): string {
  return `${functionName} ${action} on ${target}`;
}

/** One permission of each function at a time, until all were taken. */
function rounds(): Permission[][] {
  const byFunction = NAMES.map((name) => enforced.filter(({ functionName }) => functionName === name));
  const count = Math.max(...byFunction.map((own) => own.length));
  return Array.from({ length: count }, (_, index) => byFunction.flatMap((own) => own[index] ?? []));
}

test('with the permissions of the template nothing is refused', async () => {
  const left = 'nothing, so that all of the work is awaited';
  expect(await refusalsIn(() => {}, NAMES, [left])).toEqual([]);
});

test.each(rounds().map((stripped) => [stripped.map(nameOf).join('; '), stripped] as const))(
  'a function is refused without a permission that it has, and named with the action: %s',
  async (_, stripped) => {
    const names = NAMES.filter((name) => stripped.some(({ functionName }) => functionName === name));
    const refusals = stripped.map(refusalOf).sort();
    expect(await refusalsIn((template) => strip(template, stripped), names, refusals)).toEqual(refusals);
  },
);

test('another table is refused to every function that has one', async () => {
  const users = NAMES.filter((name) =>
    enforced.some((p) => p.functionName === name && p.action.startsWith('dynamodb:')),
  );
  const refused = await messagesIn((template) => setVariables(template, /^TABLE_NAME$/, 'another-table'), users);
  expect(NAMES.filter((name) => !users.includes(name))).toEqual(['tracker-webhook']);
  for (const name of users) {
    const words = new RegExp(
      `/AiImplement-${name} is not authorized to perform: dynamodb:\\w+ on resource: \\S+:table/another-table `,
    );
    expect(refused).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  }
});

test('another queue is refused to every function that sends', async () => {
  const foreign = { Ref: logicalIdOf(readTemplate(inject('outDir')), 'LifecycleDeadLetters') };
  const senders = NAMES.filter((name) =>
    enforced.some((p) => p.functionName === name && p.action === 'sqs:SendMessage'),
  );
  const refused = await messagesIn(
    (template) => setVariables(template, /^(CANDIDATES|LIFECYCLE)_QUEUE_URL$/, foreign),
    senders,
  );
  expect(senders).toHaveLength(10);
  for (const name of senders) {
    const words = new RegExp(
      `/AiImplement-${name} is not authorized to perform: sqs:sendmessage on resource: \\S+-lifecycle-dead-letters.fifo `,
    );
    expect(refused).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  }
});

test('a schedule whose role may not start its function is refused', async () => {
  const world = await startStrippedWorld({
    outDir: inject('outDir'),
    secrets,
    change: stripSchedules,
    runSchedules: true,
  });
  await expect.poll(() => world.laptop.counters.accessDenied()).toBe(2);
  const refused = [...world.laptop.counters.denials()].sort();
  await world.stop();
  expect(refused).toEqual([
    expect.stringMatching(/^AccessDenied: \S+ may not perform lambda:InvokeFunction on \S+:AiImplement-poll-tickets$/),
    expect.stringMatching(/^AccessDenied: \S+ may not perform lambda:InvokeFunction on \S+:AiImplement-watch-runs$/),
  ]);
});

test('what the laptop does not serve, logs, is allowed as written here', () => {
  const unserved = permissions.filter(({ action }) => UNSERVED.test(action));
  const byFunction = NAMES.map((name) => unserved.filter(({ functionName }) => functionName === name));
  expect(byFunction.map((own) => own.map(nameOf).join(', '))).toMatchInlineSnapshot(`
    [
      "poll-tickets logs:CreateLogStream on PollTicketsLogs, poll-tickets logs:PutLogEvents on PollTicketsLogs",
      "dispatch-run logs:CreateLogStream on DispatchRunLogs, dispatch-run logs:PutLogEvents on DispatchRunLogs",
      "advance-run logs:CreateLogStream on AdvanceRunLogs, advance-run logs:PutLogEvents on AdvanceRunLogs",
      "watch-runs logs:CreateLogStream on WatchRunsLogs, watch-runs logs:PutLogEvents on WatchRunsLogs",
      "equip-runner logs:CreateLogStream on EquipRunnerLogs, equip-runner logs:PutLogEvents on EquipRunnerLogs",
      "runner-callback logs:CreateLogStream on RunnerCallbackLogs, runner-callback logs:PutLogEvents on RunnerCallbackLogs",
      "sync-templates logs:CreateLogStream on SyncTemplatesLogs, sync-templates logs:PutLogEvents on SyncTemplatesLogs",
      "github-webhook logs:CreateLogStream on GithubWebhookLogs, github-webhook logs:PutLogEvents on GithubWebhookLogs",
      "tracker-webhook logs:CreateLogStream on TrackerWebhookLogs, tracker-webhook logs:PutLogEvents on TrackerWebhookLogs",
      "comment-trigger logs:CreateLogStream on CommentTriggerLogs, comment-trigger logs:PutLogEvents on CommentTriggerLogs",
      "admin logs:CreateLogStream on AdminLogs, admin logs:PutLogEvents on AdminLogs",
    ]
  `);
});
