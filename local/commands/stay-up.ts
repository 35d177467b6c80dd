import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { VERSION } from '../../shared/contract/version.ts';
import { synthesize } from '../stack/synthesize.ts';
import type { Home } from '../world/home/home.ts';
import { type LaptopSettings, type Services, SettingsError } from '../world/home/settings.ts';
import { type LaptopRun, startLaptopRun } from '../world/laptop-run.ts';
import { changesOf } from '../world/people/ticket-sight.ts';
import { LIVED_IN_LINEAR_SEED } from '../world/seed/seed.ts';
import { startControl } from './control.ts';

export interface StayUpOptions {
  home: Home;
  settings: LaptopSettings;
  services: Services;
  port: number;
  isFresh: boolean;
}

const NEWS_EVERY_MS = 500;

/** Starts everything, says where it is, and stays until Ctrl-C; answers the exit code. */
export async function stayUp(options: StayUpOptions): Promise<number> {
  const { home, services } = options;
  await requirePlace(options);
  if (options.isFresh) home.clear();
  const outDir = join(home.folder, 'cdk.out');
  console.log(`AI-Implement ${VERSION}: synthesizing the stack …`);
  rmSync(outDir, { recursive: true, force: true });
  await synthesize(outDir);
  const run = await startLaptopRun(
    { outDir, port: options.port, isKept: true },
    { ...options, linearSeed: LIVED_IN_LINEAR_SEED },
  );
  const control = await startControl(run);
  home.occupy({ url: run.laptop.url, controlUrl: control.url, controlKey: control.key });
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
  const taken = services.jira === 'simulated' ? [0, 1, 2, 3] : [0, 1, 2];
  for (const wanted of taken.map((offset) => port + offset)) {
    if (!(await isFree(wanted))) {
      throw new SettingsError(
        `Port ${wanted} is taken by another program. Choose others, for example: npm start -- --port 4700`,
      );
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function welcome(run: LaptopRun, services: Services, home: Home): string {
  const isSimulated = Object.values(services).every((service) => service === 'simulated');
  const github = run.vendors.github === undefined ? 'real' : `simulated, ${run.vendors.github.url}`;
  return [
    '',
    `  Admin UI     ${run.laptop.url}/admin`,
    `  Access code  ${run.secrets.accessCode}`,
    '',
    `  Linear       ${trackerWords(services.linear, run.vendors.linear)}`,
    `  Jira         ${trackerWords(services.jira, run.vendors.jira)}`,
    `  GitHub       ${github}`,
    '  AWS          embedded: DynamoDB, SQS, Lambda, EventBridge Scheduler, API Gateway, SSM, with IAM enforced',
    `  Runs         ${run.vendors.github === undefined ? 'on GitHub Actions' : 'the shipped workflow files, executed on this machine'}`,
    `  Claude Code  ${claudeWords(run)}`,
    ...(isSimulated ? ['', '  Nothing leaves this machine.'] : []),
    '',
    '  Moves of people: npm run sim -- --help',
    `  Log of the functions: ${home.logFile}`,
    '  Ctrl-C stops; a second start goes on where this one ended.',
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

/** Prints what happens on the simulated tickets from now on, as people would see it there. */
function newsTeller({ vendors }: LaptopRun): () => void {
  let told = changesOf(vendors).length;
  return () => {
    const changes = changesOf(vendors);
    for (const { at, key, event } of changes.slice(told))
      console.log(`  ${at.slice(11, 19)}  ${key.padEnd(8)}${event}`);
    told = changes.length;
  };
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
