import { join } from 'node:path';
import type { StartAnswer } from '../../shared/contract/runner.ts';
import { machineExecutionId } from '../../shared/domain/machine-name.ts';
import { playStages } from '../all-stages/play-stages.ts';
import { type GateEnv, MachineEnv, readStageEnv } from '../env.ts';
import { connectRun, log } from '../orchestrator/connect-run.ts';
import { reported } from '../orchestrator/reported.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';
import { openIdentityDesk } from './identity-desk.ts';
import { takeOrder } from './machine-files.ts';
import { type MachineRun, machinePlayer } from './machine-player.ts';
import { machineUsers, requireWalls } from './machine-users.ts';

/** Fly's own server in each machine, which only root may ask. */
const FLY_SOCKET = '.fly/api';

/**
 * The first program of a machine: passes the gate once for the whole run, then plays its stages, each as a user of its own. `--root DIR`:
 * where the machine's files are, for a machine that is played on another; `--one-user`: without walls, where nobody is root.
 */
export async function machineProgram(ending: Ending): Promise<ExitCode> {
  const { root, isWalled } = optionsIn(process.argv.slice(3));
  const env = readStageEnv(MachineEnv);
  const { order, credentials } = takeOrder(root);
  const users = machineUsers(isWalled);
  log(isWalled ? 'each stage is a user of its own' : 'all stages are one user: there are no walls between them');
  const desk = await openIdentityDesk(join(root, FLY_SOCKET));
  const gate: GateEnv = {
    AI_IMPLEMENT_CALLBACK_URL: order.callbackUrl.replace(/\/+$/, ''),
    AI_IMPLEMENT_PROGRESS_TOKEN: order.progressToken,
    AI_IMPLEMENT_RESULT_TOKEN: order.resultToken,
    GITHUB_RUN_ID: machineExecutionId({ machineId: env.FLY_MACHINE_ID, version: env.FLY_MACHINE_VERSION }),
    GITHUB_RUN_ATTEMPT: 1,
    ...desk.variables,
  };
  const connected = connectRun(gate, ending);
  connected.reporter.close();
  const start = await connected.orchestrator.start().finally(() => desk.close());
  if (start.outcome === 'closed') {
    log(`The gate is closed: ${start.detail}`);
    return EXIT.done;
  }
  const session: StartAnswer = { sessionKey: start.sessionKey, context: start.context };
  const hasWalls = await reported(connected, start.context, async () => {
    if (isWalled) requireWalls();
    return undefined;
  });
  if (!hasWalls) return EXIT.failed;
  const run: MachineRun = { env, order, credentials, users, root, session, gate, ending };
  return playStages(machinePlayer(run), order.phase, ending.signal);
}

function optionsIn(args: readonly string[]): { root: string; isWalled: boolean } {
  const at = args.indexOf('--root');
  return { root: at < 0 ? '/' : (args[at + 1] ?? '/'), isWalled: !args.includes('--one-user') };
}
