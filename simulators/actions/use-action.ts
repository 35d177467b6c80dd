import type { StepEffects } from './command-files.ts';
import { evaluateTexts } from './expressions.ts';
import { logCommands } from './log-commands.ts';
import { logEnvironment } from './run-script-step.ts';
import { checkout } from './stand-ins/checkout.ts';
import { configureAwsCredentials } from './stand-ins/configure-aws-credentials.ts';
import { downloadArtifact } from './stand-ins/download-artifact.ts';
import { setupNode } from './stand-ins/setup-node.ts';
import { ActionFailure, type StandIn } from './stand-ins/stand-in.ts';
import { uploadArtifact } from './stand-ins/upload-artifact.ts';
import type { UsesStep } from './step-description.ts';
import type { StepPlay } from './step-play.ts';
import { runProcess } from './step-process.ts';
import { Unsupported } from './unsupported.ts';

/** The actions that the simulator knows, by their names. */
const STAND_INS: Record<string, StandIn> = {
  'actions/checkout': checkout,
  'actions/setup-node': setupNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'aws-actions/configure-aws-credentials': configureAwsCredentials,
};

/** Plays the stand-in of an action. Throws `ActionFailure` when it fails. */
export async function useAction(step: StepPlay, { action, inputs: given }: UsesStep): Promise<Partial<StepEffects>> {
  const { here, log, env } = step;
  const standIn = STAND_INS[action];
  if (standIn === undefined) throw new Unsupported(here.frame.file.path, `the simulator does not know ${action}`);
  const inputs = { ...standIn.inputs, ...evaluateTexts(here.play.language, given, step.scope) };
  const foreign = Object.keys(inputs).find((name) => !(name in standIn.inputs));
  if (foreign !== undefined) throw new Unsupported(here.frame.file.path, `${action} is not modelled with ${foreign}`);
  log.line(`Run ${action}`);
  logEnvironment(step);
  const onLine = logCommands(log, here.masks);
  return standIn.run({
    inputs,
    env,
    facts: here.play.facts,
    workspace: here.workspace,
    temp: here.temp,
    token: here.token,
    artifacts: here.play.artifacts,
    stop: AbortSignal.any([step.stop, here.play.halt]),
    log: log.line,
    mask: here.masks.add,
    async execute(command, args, options = {}) {
      const { halt } = here.play;
      const cwd = options.cwd ?? here.workspace;
      const code = await runProcess({
        ...{ command, args, cwd, onLine, stop: step.stop, halt },
        env: { ...env, ...options.env },
      });
      if (code !== 0) throw new ActionFailure(`The process '${command}' failed with exit code ${code ?? 1}`);
    },
  });
}
