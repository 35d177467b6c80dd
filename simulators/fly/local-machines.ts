import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { killProcessesIn, signalIfThere } from '../actions/leftovers.ts';
import type { LocalClock } from '../clock.ts';
import type { LaunchInApp } from './fly-simulator.ts';
import type { MachineRecord } from './machine-record.ts';
import { openMachineSocket } from './machine-socket.ts';

export interface LocalMachinesSettings {
  /** What the image would start: a `runner.mjs` that knows `machine`. */
  runnerFile: string;
  /** The Claude Code CLI of the image. */
  claude: string;
  /** Where each machine has a folder of its own; absolute. */
  folder: string;
  clock: Pick<LocalClock, 'offsetMs'>;
}

export interface LocalMachines {
  launch: LaunchInApp;
  /** How stages of a machine are kept apart, for people. */
  walls: string;
}

/** Makes `Date` of all processes of a machine the laptop's. */
const PRELOAD = new URL('../actions/shifted-date.mjs', import.meta.url);
/** Any that is no other's. */
const SOME_UID = '64201';

/**
 * Plays each machine as processes of this one: a folder for its files, Fly's socket, and the program of its image. Stages are separate
 * users where this is root and the others can start the programs; elsewhere they are one user.
 */
export function localMachines(settings: LocalMachinesSettings): LocalMachines {
  const image = layImage(settings);
  const trouble = troubleWithWalls(image);
  return {
    walls: trouble === undefined ? 'each stage is a user of its own' : `all stages are one user: ${trouble}`,
    launch: (machine, told) => launch(settings, { image, machine, told, isWalled: trouble === undefined }),
  };
}

/** What each machine finds, whatever user it is. */
interface Image {
  runnerFile: string;
  preload: string;
  claude: string;
}

/** Copies, since the folder of a synthesized stack is for one user. */
function layImage({ folder, runnerFile, claude }: LocalMachinesSettings): Image {
  const laid = (name: string) => join(folder, 'image', name);
  mkdirSync(join(folder, 'image'), { recursive: true, mode: 0o755 });
  copyFileSync(runnerFile, laid('runner.mjs'));
  copyFileSync(PRELOAD, laid('shifted-date.mjs'));
  // Other users come through to the folders of theirs, which no other may enter.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const isForAll = process.getuid?.() !== 0 || startsForOthers(claude, '--version');
  return {
    runnerFile: laid('runner.mjs'),
    preload: laid('shifted-date.mjs'),
    claude: isForAll ? claude : layProgram(claude, laid('claude')),
  };
}

/** The CLI is one file, which may lie where only its own user comes to. */
function layProgram(program: string, place: string): string {
  const file = realpathSync(program);
  rmSync(place, { force: true });
  try {
    linkSync(file, place);
  } catch {
    // On another file system.
    copyFileSync(file, place);
  }
  return place;
}

/** Why other users cannot play stages here; undefined where they can. */
function troubleWithWalls({ runnerFile, claude }: Image): string | undefined {
  if (process.getuid?.() !== 0) return 'this is not root';
  if (!startsForOthers('true')) return 'namespaces cannot be made here';
  if (!startsForOthers(process.execPath, '--check', runnerFile)) return `another user cannot start ${process.execPath}`;
  return startsForOthers(claude, '--version') ? undefined : `another user cannot start ${claude}`;
}

/** Whether another user, behind walls, can start a program. The shell between has what that user has: `setpriv` itself is root until then. */
function startsForOthers(...program: string[]): boolean {
  const namespaces = ['--pid', '--fork', '--kill-child', '--mount', '--mount-proc', '--ipc'];
  const become = ['setpriv', '--reuid', SOME_UID, '--regid', SOME_UID, '--clear-groups', '--no-new-privs'];
  const start = ['sh', '-c', 'exec "$@"', 'sh', ...program];
  return spawnSync('unshare', [...namespaces, '--', ...become, '--', ...start], { cwd: '/' }).status === 0;
}

interface Launched {
  image: Image;
  machine: MachineRecord;
  told: Parameters<LaunchInApp>[1];
  isWalled: boolean;
}

function launch(
  settings: LocalMachinesSettings,
  { image, machine, told, isWalled }: Launched,
): ReturnType<LaunchInApp> {
  const root = mkdtempSync(join(settings.folder, 'machine-'));
  chmodSync(root, 0o711);
  layFiles(root, machine);
  const socket = openMachineSocket(join(root, '.fly'), told.identityToken);
  const args = [image.runnerFile, 'machine', '--root', root, ...(isWalled ? [] : ['--one-user'])];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: environmentOf(settings, { image, machine, root }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', told.printed);
  const end = (code: number) => {
    // Nothing outlives a machine.
    killProcessesIn(root);
    socket.close();
    rmSync(root, { recursive: true, force: true });
    told.ended(code);
  };
  child.once('spawn', told.started).once('exit', (code) => end(code ?? 137));
  child.once('error', (error) => {
    told.printed(`${error.message}\n`);
    if (child.pid === undefined) end(1);
  });
  return {
    signal(signal) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      if (signal === 'SIGKILL') killProcessesIn(root);
      signalIfThere(child.pid, signal);
    },
  };
}

/** The files that the order brought, for root alone. */
function layFiles(root: string, { config }: MachineRecord): void {
  for (const { guest_path: path, raw_value: value, mode } of config.files ?? []) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, Buffer.from(value, 'base64'), { mode: mode ?? 0o644 });
  }
}

function environmentOf(
  settings: LocalMachinesSettings,
  { image, machine, root }: Pick<Launched, 'image' | 'machine'> & { root: string },
): Record<string, string> {
  return {
    ...machine.config.env,
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    AI_IMPLEMENT_CLAUDE: image.claude,
    FLY_MACHINE_ID: machine.id,
    FLY_MACHINE_VERSION: machine.instanceId,
    FLY_REGION: machine.region,
    NODE_OPTIONS: `--import=${pathToFileURL(image.preload).href}?offsetMs=${settings.clock.offsetMs()}`,
  };
}
