import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineOrder } from '../../shared/contract/machine.ts';
import type { StartAnswer } from '../../shared/contract/runner.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { headOfBranch } from '../all-stages/clone.ts';
import type { StagePlayer } from '../all-stages/play-stages.ts';
import { outputsIn, type StageName, stageEnvironment } from '../all-stages/stage-environment.ts';
import { type GateEnv, givenVariables, type MachineEnv, machineEnvironment } from '../env.ts';
import { connectRun } from '../orchestrator/connect-run.ts';
import { reported } from '../orchestrator/reported.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import type { AgentResult } from '../publishing/read-outcome.ts';
import { HANDOVER_FILES } from '../stages/handover.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { CheckOutOrder } from './check-out.ts';
import { copyHandedOver } from './copy-handed-over.ts';
import { openIdentityDesk } from './identity-desk.ts';
import type { MachineUsers } from './machine-users.ts';
import { runStageProcess } from './stage-process.ts';

/** One run in its machine. */
export interface MachineRun {
  env: MachineEnv;
  order: MachineOrder;
  credentials: string;
  users: MachineUsers;
  root: string;
  /** What the gate gave, once for all stages. */
  session: StartAnswer;
  gate: GateEnv;
  ending: Ending;
}

type UserName = keyof MachineUsers;

/** Somewhat longer than the stages' own limits, which end them in order. */
const LIMITS_MS: Readonly<Record<StageName | 'check-out', number>> = {
  admit: 10 * MINUTE_MS,
  'check-out': 20 * MINUTE_MS,
  agent: 0,
  plan: 20 * MINUTE_MS,
  publish: 20 * MINUTE_MS,
};
const DEFAULT_JOB_MINUTES = 90;
const FLY_FOLDER = '.fly';

export function machinePlayer(run: MachineRun): StagePlayer {
  const places = { admit: placeOf(run, 'admit'), agent: placeOf(run, 'agent'), publish: placeOf(run, 'publish') };
  const owner = run.order.phase === 'planning' ? 'publish' : 'agent';
  const hand = (name: (typeof HANDOVER_FILES)[keyof typeof HANDOVER_FILES], from: UserName, to: UserName) =>
    copyHandedOver(name, { from: places[from].handover, to: places[to].handover, owner: run.users[to] });
  return {
    async admit() {
      const code = await runStage(run, 'admit', { user: 'admit', place: places.admit });
      return { code, outputs: outputsIn(textOf(places.admit.outputs)) };
    },
    checkOut: (commit) => checkOut(run, { user: owner, place: places[owner] }, commit),
    async agent() {
      if (!hand(HANDOVER_FILES.assignment, 'admit', 'agent')) return EXIT.unreported;
      return runStage(run, 'agent', { user: 'agent', place: places.agent });
    },
    async publish(agentResult) {
      hand(HANDOVER_FILES.outcome, 'agent', 'publish');
      hand(HANDOVER_FILES.patch, 'agent', 'publish');
      return runStage(run, 'publish', { user: 'publish', place: places.publish }, agentResult);
    },
    plan: () => runStage(run, 'plan', { user: 'publish', place: places.publish }),
  };
}

type Place = Record<'folder' | 'handover' | 'checkout' | 'home' | 'outputs' | 'scratch' | 'session', string>;
type Actor = { user: UserName; place: Place };

/** Folders of one user, which no other user may enter. */
function placeOf({ root, users }: MachineRun, user: UserName): Place {
  const base = join(root, 'ai-implement', 'work');
  mkdirSync(base, { recursive: true, mode: 0o711 });
  const at = (...names: string[]) => join(base, user, ...names);
  const folders = { handover: at('handover'), checkout: at('repository'), home: at('home'), scratch: at('tmp') };
  for (const folder of [at(), ...Object.values(folders)]) {
    mkdirSync(folder, { mode: 0o700 });
    give(folder, users[user]);
  }
  return { ...folders, folder: at(), outputs: at('outputs'), session: at('session.json') };
}

function give(path: string, uid: number | undefined): void {
  if (uid !== undefined) chownSync(path, uid, uid);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function runStage(run: MachineRun, name: StageName, actor: Actor, result?: AgentResult): Promise<ExitCode> {
  if (name === 'agent') return spawnStage(run, name, actor, environmentOf(run, name, actor.place));
  const desk = await openIdentityDesk(join(run.root, FLY_FOLDER, 'api'));
  try {
    // For this stage alone, which takes it away as it reads it.
    writeFileSync(actor.place.session, JSON.stringify(run.session), { mode: 0o600 });
    give(actor.place.session, run.users[actor.user]);
    const identity = { ...desk.variables, AI_IMPLEMENT_SESSION_FILE: actor.place.session };
    return await spawnStage(run, name, actor, environmentOf(run, name, actor.place, { identity, result }));
  } finally {
    await desk.close();
  }
}

function environmentOf(
  { order, gate, env }: MachineRun,
  name: StageName,
  place: Place,
  { identity, result }: { identity?: Record<string, string>; result?: AgentResult | undefined } = {},
): Record<string, string> {
  const around = {
    callbackUrl: gate.AI_IMPLEMENT_CALLBACK_URL,
    progressToken: order.progressToken,
    resultToken: order.resultToken,
    execution: { id: gate.GITHUB_RUN_ID, attempt: gate.GITHUB_RUN_ATTEMPT },
    github: { apiUrl: order.githubApiUrl, serverUrl: order.githubServerUrl },
    claude: env.AI_IMPLEMENT_CLAUDE,
    folders: place,
    ...(identity && { identity }),
  };
  const given = name === 'agent' ? givenVariables() : {};
  return { ...given, ...stageEnvironment(around, name, result), TMPDIR: place.scratch };
}

function spawnStage(run: MachineRun, name: StageName, { user, place }: Actor, env: Record<string, string>) {
  const jobMs = (run.session.context.caps.jobMinutes ?? DEFAULT_JOB_MINUTES) * MINUTE_MS;
  return runStageProcess({
    args: [name],
    folder: place.home,
    env,
    stdin: name === 'admit' ? '' : run.credentials,
    uid: run.users[user],
    masked: maskedIn(run),
    limitMs: name === 'agent' ? jobMs + 5 * MINUTE_MS : LIMITS_MS[name],
    signal: run.ending.signal,
  });
}

/** Fly's server can change the machine itself; temporary files are each stage's own. */
const maskedIn = ({ root }: MachineRun) => [join(root, FLY_FOLDER), ...(root === '/' ? ['/tmp', '/var/tmp'] : [])];

/** As the user whose the clone will be, with a token that reads and ends with it; only then the user's own stage begins. */
async function checkOut(run: MachineRun, { user, place }: Actor, commit: string | undefined) {
  const { order, env, gate, ending, session } = run;
  const desk = await openIdentityDesk(join(run.root, FLY_FOLDER, 'api'));
  const connected = connectRun({ ...gate, ...desk.variables }, ending, [], session);
  connected.reporter.close();
  const { owner, repo, defaultBranch } = session.context;
  const isDone = await reported(connected, session.context, async () => {
    const { token } = await connected.orchestrator.githubToken('read').finally(() => desk.close());
    const wanted: CheckOutOrder = {
      repository: `${owner}/${repo}`,
      commit: commit ?? headOfBranch(defaultBranch),
      token,
    };
    const code = await runStageProcess({
      args: ['check-out'],
      folder: place.home,
      env: {
        ...machineEnvironment(),
        ...{ HOME: place.home, TMPDIR: place.scratch, PATH: env.PATH },
        ...{ AI_IMPLEMENT_CHECKOUT: place.checkout, GITHUB_SERVER_URL: order.githubServerUrl },
      },
      stdin: JSON.stringify(wanted),
      uid: run.users[user],
      masked: maskedIn(run),
      limitMs: LIMITS_MS['check-out'],
      signal: ending.signal,
    });
    if (code !== EXIT.done) throw new StageFailure('git_failed', 'the repository could not be checked out');
    return undefined;
  });
  return isDone ? ('checked-out' as const) : EXIT.failed;
}
