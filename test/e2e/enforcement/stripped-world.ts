import { setTimeout as delay } from 'node:timers/promises';
import type { AwsRequest } from '../../../local/stack/aws/request-counters.ts';
import { type Laptop, startLaptop } from '../../../local/stack/laptop.ts';
import { temporaryHome } from '../../../local/world/home/home.ts';
import { parametersOf, type Secrets } from '../../../local/world/home/secrets.ts';
import { startVendors, type Vendors } from '../../../local/world/vendors/vendors.ts';
import { adminStores } from '../../../shared/adapters/dynamodb/admin-stores.ts';
import { candidateQueue } from '../../../shared/adapters/sqs/candidate-queue.ts';
import { lifecycleQueue } from '../../../shared/adapters/sqs/lifecycle-queue.ts';
import { FUNCTION_ENVS, type FunctionName } from '../../../shared/contract/env.ts';
import { STACK_NAME } from '../../../shared/contract/stack-name.ts';
import { systemClock } from '../../../shared/runtime/identities.ts';
import { openStateStores } from '../../../shared/wiring/state-stores.ts';
import { type LocalClock, startClock } from '../../../simulators/clock.ts';
import type { Template } from './permissions-of.ts';

/** A stack on the laptop whose template was changed, with all that its functions need for their work at hand. */
export interface StrippedWorld {
  laptop: Laptop;
  linear: NonNullable<Vendors['linear']>;
  jira: NonNullable<Vendors['jira']>;
  github: NonNullable<Vendors['github']>;
  secrets: Secrets;
  /** Where pull requests are shown. */
  githubWebUrl: string;
  stores: ReturnType<typeof openStateStores>;
  sessions: ReturnType<typeof adminStores>['sessions'];
  candidates: ReturnType<typeof candidateQueue>;
  lifecycle: ReturnType<typeof lifecycleQueue>;
  stop(): Promise<void>;
}

export interface StrippedWorldOptions {
  outDir: string;
  secrets: Secrets;
  change?: (template: Template) => void;
  runSchedules?: boolean;
  /** Sees each request of a function that IAM let through. */
  onRequest?: (request: AwsRequest) => undefined;
}

/** Runs without GitHub's word for them are let through on a laptop only. */
const ON_A_LAPTOP = { LOCAL_EXECUTOR_URL: 'http://127.0.0.1:9' };

const SERVICES = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;

/** Starts the whole stack as changed; schedules stand still unless asked for, and no ticket is marked. */
export async function startStrippedWorld(options: StrippedWorldOptions): Promise<StrippedWorld> {
  const { secrets, change = () => {}, outDir, runSchedules = false, onRequest } = options;
  const clock: LocalClock = startClock();
  const home = temporaryHome();
  const vendors = await startVendors({
    ...{ clock, services: SERVICES, secrets, home },
    ports: { linear: 0, github: 0, jira: 0, chats: 0, fly: 0 },
  });
  const { linear, jira, github } = vendors;
  if (linear === undefined || jira === undefined || github === undefined) throw new Error('all must be simulated');
  for (const key of linear.keys()) linear.unmark(key);
  const laptop = await startLaptop({
    outDir,
    stackName: STACK_NAME,
    clock,
    parameters: parametersOf(secrets, SERVICES, vendors.chats?.webhooks),
    environmentOverrides: (name) =>
      knownTo(name, { ...vendors.variables, ...(name === 'equip-runner' && ON_A_LAPTOP) }),
    mutateTemplate: (template) => change(template as Template),
    runSchedules,
    ...(onRequest && { onRequest }),
  });
  const tableName = laptop.tableNames['StateTable'] ?? Object.values(laptop.tableNames)[0] ?? '';
  return {
    laptop,
    linear,
    jira,
    github,
    secrets,
    githubWebUrl: vendors.variables['GITHUB_WEB_URL'] ?? '',
    stores: openStateStores({ client: laptop.dynamodb, name: tableName }, systemClock),
    sessions: adminStores(laptop.dynamodb, tableName).sessions,
    candidates: candidateQueue(laptop.sqs, laptop.queueUrl('candidates')),
    lifecycle: lifecycleQueue(laptop.sqs, laptop.queueUrl('lifecycle.fifo')),
    async stop() {
      await laptop.stop();
      await vendors.stop();
      clock.stop();
      home.clear();
    },
  };
}

function knownTo(functionName: string, variables: Record<string, string>): Record<string, string> {
  const { shape } = FUNCTION_ENVS[functionName as FunctionName];
  return Object.fromEntries(Object.entries(variables).filter(([name]) => Object.hasOwn(shape, name)));
}

/** What IAM refused, as `function action`, in the case that the service writes it in. */
export function refusalsOf(laptop: Laptop): string[] {
  const refused = laptop.counters.denials().map((message) => {
    const [, session, action] =
      /assumed-role\/\S+\/AiImplement-(\S+) is not authorized to perform: (\S+) on/.exec(message) ?? [];
    return session === undefined ? message : `${session} ${action}`;
  });
  return [...new Set(refused)];
}

/** Waits until the work is over, or everything that is awaited was refused. */
export async function untilRefused(
  world: StrippedWorld,
  awaited: readonly string[],
  work: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  over.catch(() => {});
  while (!isOver && !awaited.every((refusal) => refusalsOf(world.laptop).includes(refusal))) await delay(5);
}

/** Waits until neither an event runs nor a message is about to be delivered, several times in a row. */
export async function untilQuiet({ laptop }: StrippedWorld): Promise<void> {
  for (let quiet = 0; quiet < 5; ) {
    quiet = laptop.isBusy() ? 0 : quiet + 1;
    await delay(5);
  }
}
