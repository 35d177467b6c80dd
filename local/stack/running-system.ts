import { setTimeout as delay } from 'node:timers/promises';
import type { LocalClock } from '../../simulators/clock.ts';
import { sessionArn } from './aws/principals.ts';
import type { Emulators } from './emulators.ts';
import { type EventSource, startEventSource } from './event-source.ts';
import { startExpiry } from './expiry.ts';
import type { LambdaHost } from './lambda/execution-environment.ts';
import { type LambdaFunction, lambdaFunction } from './lambda/lambda-function.ts';
import type { StackFunction } from './plan/stack-functions.ts';
import type { StackPlan } from './plan/stack-plan.ts';
import { createQueue } from './plan/stack-queues.ts';
import type { StackSchedule } from './plan/stack-schedules.ts';
import { createTable, expiringTables, hashKeysOf } from './plan/stack-tables.ts';
import { checkedPeriod, type ScheduledTask, type Schedules, startSchedules } from './schedules.ts';

/** A stack that runs. */
export interface RunningSystem {
  functions: ReadonlyMap<string, LambdaFunction>;
  sources: readonly EventSource[];
  schedules: Schedules;
  stop(): Promise<void>;
}

export interface SystemOptions {
  clock: LocalClock;
  schedulePeriodsMs?: Readonly<Record<string, number>>;
  runSchedules?: boolean;
  prewarm?: boolean;
  visibilityTimeoutSeconds?: number;
  log?: (source: string, line: string) => void;
}

type Log = (source: string, line: string) => void;

const STOP_GRACE_MS = 1000;
const STOP_STEP_MS = 20;

/** Starts what a plan describes on emulators that are up. */
export async function startSystem(
  plan: StackPlan,
  emulators: Emulators,
  options: SystemOptions,
): Promise<RunningSystem> {
  const { clock, log = () => {} } = options;
  const tasksFor = (functions: ReadonlyMap<string, LambdaFunction>) =>
    plan.schedules.map((schedule) => taskOf(schedule, functions, emulators, options.schedulePeriodsMs ?? {}, log));
  await createResources(plan, emulators, options.visibilityTimeoutSeconds);
  emulators.endpoint.enforce({ hashKeys: hashKeysOf(plan.tables), denials: plan.denials });

  const functions = new Map(
    plan.functions.map((planned) => [planned.settings.shortName, startFunction(planned, emulators, clock, log)]),
  );
  const tasks = tasksFor(functions);
  const sources = plan.functions.flatMap((planned) => startSources(planned, plan, functions, emulators, log));
  openApi(plan, functions, emulators);
  const schedules = startSchedules(options.runSchedules === false ? [] : tasks, clock);
  const stopExpiry = startExpiry(expiringTables(plan.tables), emulators.dynamodb, clock, (error) =>
    log('laptop', `expired items were not removed: ${error}`),
  );
  if (options.prewarm) for (const each of functions.values()) each.warm();
  return {
    functions,
    sources,
    schedules,
    async stop() {
      schedules.stop();
      stopExpiry();
      emulators.httpApi.stop();
      const pollersEnded = Promise.all(sources.map((source) => source.stop()));
      await untilFinished([...functions.values()]);
      await Promise.all([...functions.values()].map((each) => each.stop()));
      await pollersEnded;
    },
  };
}

async function createResources(plan: StackPlan, { dynamodb, sqs }: Emulators, visibilityTimeoutSeconds?: number) {
  for (const table of plan.tables) await createTable(table, dynamodb);
  for (const queue of plan.queues) await createQueue(queue, sqs, visibilityTimeoutSeconds);
}

function startFunction({ settings, role }: StackFunction, emulators: Emulators, clock: LocalClock, log: Log) {
  const host: LambdaHost = {
    clock,
    awsEndpoint: emulators.addresses.awsEndpoint,
    admit: (name, slot, kill) =>
      emulators.principals.admit({
        name,
        arn: sessionArn(role.name, settings.name),
        statements: role.statements,
        slot,
        kill,
      }),
    dismiss: emulators.principals.dismiss,
    log,
  };
  return lambdaFunction(settings, host);
}

function startSources(
  { settings, role, mappings }: StackFunction,
  plan: StackPlan,
  functions: ReadonlyMap<string, LambdaFunction>,
  emulators: Emulators,
  log: Log,
): EventSource[] {
  const target = functions.get(settings.shortName);
  if (!target) return [];
  return mappings.map((mapping) => {
    const queue = plan.queues.find(({ arn }) => arn === mapping.EventSourceArn);
    const accessKeyId = emulators.principals.admit({
      name: `event-source:${settings.shortName}`,
      arn: sessionArn(role.name, settings.name),
      statements: role.statements,
    });
    const leftovers = emulators.queues.content(queue?.name ?? '').inFlight;
    return startEventSource({ mapping, target, awsEndpoint: emulators.endpoint.url, leftovers, accessKeyId, log });
  });
}

function openApi({ api }: StackPlan, functions: ReadonlyMap<string, LambdaFunction>, { httpApi }: Emulators): void {
  const byArn = new Map([...functions.values()].map((each) => [each.settings.arn, each]));
  const routes = (api?.routes ?? []).flatMap(({ key, functionArn }) => {
    const target = byArn.get(functionArn);
    return target ? [{ key, invoke: target.invoke }] : [];
  });
  httpApi.open(api?.apiId ?? '', routes);
}

function taskOf(
  schedule: StackSchedule,
  functions: ReadonlyMap<string, LambdaFunction>,
  { counters }: Emulators,
  periods: Readonly<Record<string, number>>,
  log: Log,
): ScheduledTask {
  const target = [...functions.values()].find(({ settings }) => settings.arn === schedule.functionArn);
  const functionName = target?.settings.shortName ?? '';
  const fail = (message: string) => log(`schedule:${functionName}`, message);
  const periodMs = periods[functionName];
  return {
    functionName,
    periodMs: periodMs === undefined ? schedule.periodMs : checkedPeriod(functionName, periodMs),
    fire() {
      if (schedule.isPermitted) {
        target?.invoke(schedule.event).catch((error) => fail(`${error.name}: ${error.message}`));
        return;
      }
      const action = 'lambda:InvokeFunction';
      const message = `AccessDenied: ${schedule.roleName} may not perform ${action} on ${schedule.functionArn}`;
      counters.countDenied(message);
      fail(message);
    },
  };
}

/** Lets running events come to their end, within the grace. */
async function untilFinished(functions: readonly LambdaFunction[]): Promise<void> {
  for (let waited = 0; waited < STOP_GRACE_MS; waited += STOP_STEP_MS) {
    if (functions.every((each) => each.unfinished() === 0)) return;
    await delay(STOP_STEP_MS);
  }
}
