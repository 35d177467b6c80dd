import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../../shared/contract/version.ts';
import { newsTeller } from '../../simulators/people/news.ts';
import { LIVED_IN_LINEAR_SEED } from '../../simulators/seed/seed.ts';
import { synthesize } from '../stack/synthesize.ts';
import type { Home } from '../world/home/home.ts';
import { keptSecrets } from '../world/home/secrets.ts';
import { isDemo, type LaptopSettings, type Services, SettingsError } from '../world/home/settings.ts';
import { type LaptopRun, startLaptopRun } from '../world/laptop-run.ts';
import { startControl } from './control.ts';

export interface StayUpOptions {
  home: Home;
  settings: LaptopSettings;
  services: Services;
  port: number;
  isFresh: boolean;
}

const NEWS_EVERY_MS = 500;
/** How long a workflow run is queued: long enough to be seen, and nobody waits for it. */
const QUEUED_MS = 300;

/** Starts everything, says where it is, and stays until Ctrl-C; answers the exit code. */
export async function stayUp(options: StayUpOptions): Promise<number> {
  const { home, services } = options;
  await requirePlace(options);
  if (options.isFresh) home.clear();
  requireUsable(home);
  const outDir = join(home.folder, 'cdk.out');
  console.log(`AI-Implement ${VERSION}: synthesizing the stack …`);
  rmSync(outDir, { recursive: true, force: true });
  await synthesize(outDir);
  const run = await startLaptopRun(
    { outDir, port: options.port, isKept: true },
    {
      ...options,
      linearSeed: LIVED_IN_LINEAR_SEED,
      runTimes: { startDelayMs: QUEUED_MS },
      executed: { jobsAtOnce: Math.max(2, availableParallelism()) },
    },
  );
  const control = await startControl(run);
  const { variables: vendors } = run.vendors;
  home.occupy({ url: run.laptop.url, controlUrl: control.url, controlKey: control.key, vendors });
  console.log(welcome(run, services, home));
  const news = setInterval(newsTeller(run), NEWS_EVERY_MS);
  await interrupted();
  console.log('\nStopping; the state is kept.');
  clearInterval(news);
  control.stop();
  await run.stop();
  home.leave();
  return 0;
}

async function requirePlace({ home, port, services }: StayUpOptions): Promise<void> {
  const occupant = home.occupant();
  if (occupant !== undefined) {
    throw new SettingsError(
      `Already running here: ${occupant.url}/admin (process ${occupant.pid}). Stop it there with Ctrl-C.`,
    );
  }
  const taken = services.jira === 'simulated' ? [0, 1, 2, 3, 4, 5] : [0, 1, 2];
  for (const wanted of taken.map((offset) => port + offset)) {
    if (!(await isFree(wanted))) {
      throw new SettingsError(
        `Port ${wanted} is taken by another program. Choose others, for example: npm start -- --port 4700`,
      );
    }
  }
}

/** What cannot be written or read is told before anything is waited for. */
function requireUsable(home: Home): void {
  mkdirSync(home.folder, { recursive: true });
  accessSync(home.folder, constants.W_OK);
  home.readKept();
  keptSecrets(home.secretsFile);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function welcome(run: LaptopRun, services: Services, home: Home): string {
  const isSimulated = isDemo(services);
  const github = run.vendors.github === undefined ? 'real' : `simulated, ${run.vendors.github.url}`;
  return [
    '',
    `  Admin UI     ${run.laptop.url}/admin`,
    `  Access code  ${run.secrets.accessCode}`,
    '',
    `  Linear       ${trackerWords(services.linear, run.vendors.linear)}`,
    `  Jira         ${trackerWords(services.jira, run.vendors.jira)}`,
    ...(run.vendors.chats === undefined
      ? []
      : [`  Chats        Slack, Teams and SNS, simulated, ${run.vendors.chats.url}`]),
    `  GitHub       ${github}`,
    ...(run.vendors.fly === undefined
      ? []
      : [`  Fly          simulated, ${run.vendors.fly.webUrl}; ${run.vendors.walls}`]),
    '  AWS          embedded: DynamoDB, SQS, Lambda, EventBridge Scheduler, API Gateway, SSM, with IAM enforced',
    `  Runs         ${run.vendors.github === undefined ? 'on GitHub Actions' : 'the shipped workflow files, executed on this machine'}`,
    `  Claude Code  ${claudeWords(run)}`,
    ...(isSimulated ? ['', '  Nothing leaves this machine.'] : []),
    '',
    '  Moves of people: npm run sim -- --help',
    `  Log of the functions: ${home.logFile}`,
    '  Ctrl-C stops; a second start goes on where this one ended. What happens from here on, in UTC:',
    '',
  ].join('\n');
}

function trackerWords(service: Services['linear' | 'jira'], simulator: { url: string } | undefined): string {
  if (simulator !== undefined) return `simulated, ${new URL(simulator.url).origin}`;
  return service === undefined ? 'none' : 'real';
}

/** Who works in the runs, and who plays the model. */
function claudeWords({ claude, vendors }: LaptopRun): string {
  if (vendors.github === undefined) return 'as each repository provides it';
  const model = 'the model is simulated';
  if (claude.kind === 'real') return `the real one, ${claude.path}; ${model}`;
  return `a scripted stand-in (npm start -- --with-claude installs the real one); ${model}`;
}

/** Resolves at the first signal. A terminal and npm may both pass on one Ctrl-C: only a third signal cuts the stop short. */
function interrupted(): Promise<void> {
  let count = 0;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        count += 1;
        if (count > 2) process.exit(1);
        resolve();
      });
    }
  });
}
