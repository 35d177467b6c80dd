import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { FUNCTION_ENVS, type FunctionName } from '../../shared/contract/env.ts';
import { TRACKER_WEBHOOK_PATHS, WEBHOOK_PATH } from '../../shared/contract/routes.ts';
import { STACK_NAME } from '../../shared/contract/stack-name.ts';
import { type LocalClock, startClock } from '../../simulators/clock.ts';
import type { RunTimes } from '../../simulators/github/run-script.ts';
import type { LinearSeed } from '../../simulators/linear/seed.ts';
import { seededMappings, seedMappings } from '../../simulators/seed/seed-mappings.ts';
import { type Laptop, type LaptopOptions, startLaptop } from '../stack/laptop.ts';
import { type ChildProcessServer, startChildProcessServer } from './child-processes/child-process-server.ts';
import { laptopRunnerIn, runnerFileIn, runnerLauncher } from './child-processes/runner-launcher.ts';
import type { Home } from './home/home.ts';
import { type JobsFolder, openJobsFolder } from './home/jobs-folder.ts';
import { type Keeping, keeping } from './home/keeping.ts';
import { keptSecrets, parametersOf, type Secrets } from './home/secrets.ts';
import { type LaptopSettings, modelCredentials, type Services } from './home/settings.ts';
import { openRunLog, type RunLog } from './run-log.ts';
import { type ClaudeProgram, locateClaude } from './vendors/claude-code.ts';
import type { ExecutedRuns } from './vendors/vendor-options.ts';
import { startVendors, type Vendors } from './vendors/vendors.ts';

/** What the stack is started with; what it talks to comes from the world. */
export interface LaptopStackOptions
  extends Pick<LaptopOptions, 'outDir' | 'onRequest' | 'onEffect' | 'mutateTemplate'> {
  /** The API's port; Linear, GitHub, Jira, chats and Fly take the next five. 0: any free ones. */
  port: number;
  /** Whether tables and queues outlive the run. */
  isKept: boolean;
  /** Whether each function starts with its first event. @default as soon as the stack stands */
  isCold?: boolean;
}

/** Who and what is around the stack. */
export interface LaptopWorldOptions {
  home: Home;
  settings: LaptopSettings;
  services: Services;
  runTimes?: Partial<RunTimes>;
  /**
   * `executed`: the simulated Actions execute the workflow files that we ship, and a script plays the model; `scripted`: nothing is
   * executed, a script plays the runner. @default executed
   */
  runs?: 'executed' | 'scripted';
  /** What executed runs are played with, where it is not as the seed says. */
  executed?: Partial<Omit<ExecutedRuns, 'claude' | 'templatesFolder' | 'stackFolder'>>;
  /** @default the real CLI where it is installed, else the stand-in */
  claude?: ClaudeProgram;
  /** What a first start creates. Default: the seeded ones. */
  mappings?: readonly object[];
  /** Whether simulated trackers send their webhooks. @default true */
  hasTrackerWebhooks?: boolean;
  /** The simulated workspace of a first start. @default without labels of people's own */
  linearSeed?: LinearSeed;
}

/** The whole system on this machine: the stack, the vendors' clouds and one clock. */
export interface LaptopRun {
  clock: LocalClock;
  laptop: Laptop;
  vendors: Vendors;
  secrets: Secrets;
  /** Stores a secret anew, as an administrator does; functions that run see it when they next read it. */
  putParameter(name: string, value: string): void;
  claude: ClaudeProgram;
  /** Where runs of executor `local` execute. */
  executor: ChildProcessServer;
  /** Settles once what people did so far outlives this process, where anything does. */
  kept(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything; a first start also creates the seeded mappings, through the admin API as a person would. */
export async function startLaptopRun(stack: LaptopStackOptions, world: LaptopWorldOptions): Promise<LaptopRun> {
  const { home, settings } = world;
  mkdirSync(home.folder, { recursive: true });
  const kept = home.readKept();
  const secrets = keptSecrets(home.secretsFile);
  const keeper = keeping();
  const clock = startClock(kept?.clockOffsetMs ?? 0, keeper.now);
  const claude = world.claude ?? locateClaude({ AI_IMPLEMENT_CLAUDE: settings.AI_IMPLEMENT_CLAUDE, ...process.env });
  const jobs = openJobsFolder(home.jobsFile);
  const inside = { clock, kept, keeper, jobs, secrets, claude };
  const { vendors, executor, parameters } = await startOutside(stack, world, inside);
  const first = { isBeginning: kept?.isBeginning ?? kept === undefined };
  if (stack.isKept)
    keeper.begin(() => home.writeKept({ ...first, clockOffsetMs: clock.offsetMs(), ...vendors.export() }));
  const log = openRunLog(home.logFile, { outDir: stack.outDir, clock, chats: vendors.chats });
  const laptop = await startLaptop({
    outDir: stack.outDir,
    stackName: STACK_NAME,
    clock,
    parameters,
    environmentOverrides: overridesFor({
      ...vendors.variables,
      LOCAL_EXECUTOR_URL: executor.url,
      RETRY_BY_MARKING: settings.RETRY_BY_MARKING,
    }),
    schedulePeriodsMs: { 'poll-tickets': settings.POLL_INTERVAL_MS },
    prewarm: stack.isCold !== true,
    port: stack.port,
    log: log.take,
    ...(stack.isKept ? { dataDir: home.dataFolder } : {}),
    ...hooksOf(stack),
    onEffect(request, answer) {
      if (request.action === 'sns:Publish' && answer.status === 200) vendors.chats?.take('SNS', request.body);
      stack.onEffect?.(request, answer);
    },
  });
  pointHooks(vendors, laptop.url, world.hasTrackerWebhooks ?? true);
  // Only now somebody hears that a run was cut off.
  vendors.github?.resumeRuns();
  if (first.isBeginning)
    await seedMappings(laptop.url, secrets.accessCode, world.mappings ?? seededMappings(vendors, world.runs));
  first.isBeginning = false;
  keeper.now();
  return {
    clock,
    laptop,
    vendors,
    secrets,
    putParameter(name, value) {
      parameters[name] = value;
    },
    claude,
    executor,
    kept: keeper.kept,
    stop: () => stopAll({ executor, vendors, laptop, keeper, clock, jobs, log }),
  };
}

type Running = Pick<LaptopRun, 'executor' | 'vendors' | 'laptop' | 'clock'> &
  Pick<Inside, 'keeper' | 'jobs'> & { log: RunLog };

async function stopAll({ executor, vendors, laptop, keeper, clock, jobs, log }: Running): Promise<void> {
  await executor.stop();
  // A run that ended while the laptop stops would do so unheard.
  vendors.fly?.halt();
  await vendors.github?.haltRuns();
  await laptop.stop();
  keeper.now();
  await vendors.stop();
  clock.stop();
  jobs.remove();
  log.end();
}

function hooksOf(stack: LaptopStackOptions) {
  return { ...pick(stack, 'onRequest'), ...pick(stack, 'mutateTemplate') };
}

/** Tells simulated vendors where they are to deliver. */
function pointHooks({ linear, jira, github }: Vendors, url: string, hasTrackerWebhooks: boolean): void {
  github?.hook.pointTo(`${url}${WEBHOOK_PATH}`);
  if (!hasTrackerWebhooks) return;
  linear?.hook.pointTo(`${url}${TRACKER_WEBHOOK_PATHS.linear}`);
  jira?.hook.pointTo(`${url}${TRACKER_WEBHOOK_PATHS.jira}`);
}

interface Inside {
  clock: LocalClock;
  kept: ReturnType<Home['readKept']>;
  keeper: Keeping;
  jobs: JobsFolder;
  secrets: Secrets;
  claude: ClaudeProgram;
}

/** What the stack talks to, with which secrets: the vendors' clouds, and where runs of executor `local` execute. */
async function startOutside({ port, outDir, isKept }: LaptopStackOptions, world: LaptopWorldOptions, inside: Inside) {
  const { services, settings, home, runs = 'executed' } = world;
  const { clock, claude, jobs } = inside;
  const at = (offset: number) => (port === 0 ? 0 : port + offset);
  const templatesFolder = dirname(runnerFileIn(outDir));
  const ports = { linear: at(1), github: at(2), jira: at(3), chats: at(4), fly: at(5) };
  const vendors = await startVendors({
    ...inside,
    ...{ services, ports, home, jobsFolder: jobs.folder },
    outlives: isKept ? inside.keeper.kept : undefined,
    ...(port !== 0 && { publicUrl: `http://127.0.0.1:${port}` }),
    executed: runs === 'scripted' ? undefined : { ...world.executed, claude, stackFolder: outDir, templatesFolder },
    ...pick(world, 'runTimes'),
    ...(world.linearSeed && { linearSeed: world.linearSeed }),
  });
  const credentials = Object.entries({ ...vendors.modelCredentials, ...modelCredentials(settings) })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  const executor = await startChildProcessServer({
    launch: runnerLauncher({
      runnerFile: laptopRunnerIn(outDir),
      githubApiUrl: vendors.variables['GITHUB_API_URL'] ?? '',
      githubServerUrl: vendors.variables['GITHUB_WEB_URL'] ?? '',
      claude: claude.path,
      credentials,
      clock,
      folder: jobs.folder,
    }),
  });
  const { SLACK_WEBHOOK_URL: slack, TEAMS_WEBHOOK_URL: teams } = settings;
  const told = { ...(vendors.chats?.webhooks ?? { slack, teams }), model: credentials };
  return { vendors, executor, parameters: parametersOf(inside.secrets, services, told) };
}

/** Each function is given only the variables that its contract names. */
function overridesFor(variables: Record<string, string>): (functionName: string) => Record<string, string> {
  return (functionName) => {
    const known = FUNCTION_ENVS[functionName as FunctionName]?.shape ?? {};
    return Object.fromEntries(Object.entries(variables).filter(([name]) => Object.hasOwn(known, name)));
  };
}

function pick<Options extends object, Name extends keyof Options>(
  options: Options,
  name: Name,
): Pick<Options, Name> | object {
  return options[name] === undefined ? {} : { [name]: options[name] };
}
