import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LocalClock } from '../../simulators/clock.ts';
import type { OnEffect, OnRequest } from './aws/aws-endpoint.ts';
import type { QueueContent } from './aws/queue-server.ts';
import type { RequestCounters } from './aws/request-counters.ts';
import { type Emulators, startEmulators } from './emulators.ts';
import type { Used } from './lambda/lambda-function.ts';
import type { EnvironmentOverrides } from './plan/stack-functions.ts';
import { readPlan, type StackPlan } from './plan/stack-plan.ts';
import { type RunningSystem, startSystem } from './running-system.ts';
import { earliest } from './schedules.ts';
import { readStackTemplate } from './template/stack-template.ts';

export interface LaptopOptions {
  /** The synthesized folder, as `npm run synth` writes it. */
  outDir: string;
  stackName: string;
  /** Started by the caller, who may move it; the laptop does not stop it. */
  clock: LocalClock;
  /** Secrets by SSM parameter name. */
  parameters: Record<string, string>;
  /** Replaces variables of a function's environment, such as the address of a simulator. */
  environmentOverrides?: EnvironmentOverrides;
  /** The port of the HTTP API. @default a free one */
  port?: number;
  /** The folder that keeps tables and queues. @default they are in memory */
  dataDir?: string;
  /** Periods that replace those of the template's schedules, by function, in milliseconds; at least 1000. */
  schedulePeriodsMs?: Readonly<Record<string, number>>;
  /** @default true */
  runSchedules?: boolean;
  /** Starts one environment of every function ahead of its first event. @default false */
  prewarm?: boolean;
  /** Gets every line that a function prints, and what the laptop has to say. @default nothing is shown */
  log?: (source: string, line: string) => void;
  /** Sees every request of a function and of its event source, and may break it. */
  onRequest?: OnRequest;
  /** Told of every request that took effect. */
  onEffect?: OnEffect;
  /** Changes the template before it is read. */
  mutateTemplate?: (template: unknown) => void;
  /** Replaces the visibility time-out of every queue that redelivers; at least 1. */
  visibilityTimeoutSeconds?: number;
}

export interface Laptop {
  /** The HTTP API, without a trailing slash. */
  url: string;
  awsEndpoint: string;
  /** Physical names of the tables, by short name. */
  tableNames: Readonly<Record<string, string>>;
  /** Short names of all functions. */
  functions: readonly string[];
  /** The URL of a queue by its short name, such as `candidates` or `lifecycle.fifo`. */
  queueUrl(shortName: string): string;
  queueContent(shortName: string): QueueContent;
  /** Whether every function has a process that is ready for an event. */
  isWarm(): boolean;
  /** Whether nothing happens and nothing waits: no event runs, and no queue but the dead-letter queues holds a message. */
  isIdle(): boolean;
  /** Whether something goes on without time being moved: an event runs, or a message is about to be delivered. */
  isBusy(): boolean;
  /** When the next schedule fires, in epoch milliseconds. */
  nextScheduleAt(): number | undefined;
  /** When the next message in flight or delayed becomes visible, dead-letter queues aside. */
  nextMessageAt(): number | undefined;
  counters: RequestCounters;
  /** What all functions were used for so far, by short name. */
  used(): Record<string, Used>;
  /** May do everything; its requests are neither counted nor shown to `onRequest`. */
  dynamodb: DynamoDBDocumentClient;
  sqs: SQSClient;
  /** Runs a function by its short name and answers its result; throws what the function threw. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** The processes of all functions, or of one. */
  processIds(functionName?: string): number[];
  /** Ends everything; the data of `dataDir` stays. Running events get a second to finish. */
  stop(): Promise<void>;
}

/**
 * Runs a synthesized stack on this machine. Everything the template asks for is checked before the first process is
 * started; what the laptop does not know is one error that names it.
 */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const template = readStackTemplate(options.outDir, options.stackName, options.mutateTemplate);
  if (options.visibilityTimeoutSeconds !== undefined && !(options.visibilityTimeoutSeconds >= 1)) {
    // With 0 a message would be handed to two pollers at once.
    throw new RangeError('visibilityTimeoutSeconds must be at least 1');
  }
  const emulators = await startEmulators(options);
  try {
    const plan = readPlan(template, emulators.addresses, options.environmentOverrides);
    const system = await startSystem(plan, emulators, options);
    return laptopOf(plan, system, emulators);
  } catch (error) {
    await emulators.stop();
    throw error;
  }
}

function laptopOf(plan: StackPlan, system: RunningSystem, emulators: Emulators): Laptop {
  const queueNamed = (shortName: string) => entry(plan.queues, shortName, 'queue');
  const contentOf = (queueName: string) => emulators.queues.content(queueName);
  const workQueues = plan.queues.filter(({ isDeadLetterQueue }) => !isDeadLetterQueue);
  const contents = () => workQueues.map(({ name }) => contentOf(name));
  const isRunning = () => [...system.functions.values()].some((each) => each.unfinished() > 0);
  const isAbandoned = (messageId: string) => system.sources.some((source) => source.isAbandoned(messageId));
  return {
    url: emulators.addresses.apiUrl,
    awsEndpoint: emulators.addresses.awsEndpoint,
    tableNames: Object.fromEntries(plan.tables.map(({ shortName, name }) => [shortName, name])),
    functions: [...system.functions.keys()],
    queueUrl: (shortName) => queueNamed(shortName).url,
    queueContent: (shortName) => contentOf(queueNamed(shortName).name),
    isWarm: () => [...system.functions.values()].every((each) => each.isWarm()),
    isIdle: () => !isRunning() && contents().every(isEmpty),
    isBusy: () =>
      isRunning() ||
      contents().some(({ available, inFlight }) => available > 0 || inFlight.some((id) => !isAbandoned(id))),
    nextScheduleAt: system.schedules.nextAt,
    nextMessageAt: () => earliest(contents().map(({ nextVisibleAt }) => nextVisibleAt)),
    counters: emulators.counters,
    used: () => Object.fromEntries([...system.functions].map(([name, each]) => [name, each.used()])),
    dynamodb: emulators.dynamodb,
    sqs: emulators.sqs,
    async invoke(functionName, event) {
      const target = system.functions.get(functionName);
      if (!target) throw new Error(`there is no function ${functionName}`);
      return target.invoke(event);
    },
    processIds: (functionName) =>
      [...system.functions].flatMap(([name, each]) => ((functionName ?? name) === name ? each.processIds() : [])),
    async stop() {
      await system.stop();
      await emulators.stop();
    },
  };
}

function entry<Entry extends { shortName: string }>(entries: readonly Entry[], shortName: string, kind: string): Entry {
  const found = entries.find((candidate) => candidate.shortName === shortName);
  if (found) return found;
  const known = entries.map((candidate) => candidate.shortName).join(', ');
  throw new Error(`there is no ${kind} ${shortName}; there are ${known}`);
}

function isEmpty({ available, blocked, inFlight, delayed }: QueueContent): boolean {
  return available + blocked + inFlight.length + delayed === 0;
}
