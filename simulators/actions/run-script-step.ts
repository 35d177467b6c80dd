import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StepEffects } from './command-files.ts';
import { evaluate, textOf } from './expressions.ts';
import { logCommands } from './log-commands.ts';
import { ActionFailure } from './stand-ins/stand-in.ts';
import type { RunStep } from './step-description.ts';
import type { StepPlay } from './step-play.ts';
import { runProcess } from './step-process.ts';
import { Unsupported } from './unsupported.ts';

/** How Actions calls the shells that the simulator knows; without a `shell:` it is bash without `pipefail`. */
const SHELLS: Record<string, string[]> = {
  default: ['-e'],
  bash: ['--noprofile', '--norc', '-eo', 'pipefail'],
};

/** Runs the script of a step in bash. Throws `ActionFailure` when it fails. */
export async function runScript(step: StepPlay, description: RunStep): Promise<Partial<StepEffects>> {
  const { here, scope, log } = step;
  const shell = description.shell ?? here.job.shell ?? 'default';
  const args = SHELLS[shell];
  if (args === undefined)
    throw new Unsupported(here.frame.file.path, `the simulator does not model the shell ${shell}`);
  const script = textOf(evaluate(here.play.language, description.script, scope));
  const file = join(here.temp, 'script.sh');
  writeFileSync(file, script);
  log.line(`Run ${script.split('\n')[0]}`);
  for (const line of script.trimEnd().split('\n')) log.line(line);
  log.line(`shell: bash ${args.join(' ')} {0}`);
  logEnvironment(step);
  const code = await runProcess({
    command: 'bash',
    args: [...args, file],
    cwd: resolve(here.workspace, workingDirectory(step, description)),
    env: step.env,
    onLine: logCommands(log, here.masks),
    stop: step.stop,
    halt: here.play.halt,
  });
  if (code !== 0) throw new ActionFailure(`Process completed with exit code ${code ?? 1}.`);
  return {};
}

function workingDirectory({ here, scope }: StepPlay, { workingDirectory: token }: RunStep): string {
  return token === undefined ? '.' : textOf(evaluate(here.play.language, token, scope));
}

/** As Actions does: what is to stay secret must be masked before it stands in an `env`. */
export function logEnvironment({ log, ownEnv }: StepPlay): void {
  const entries = Object.entries(ownEnv);
  if (entries.length > 0) log.line('env:');
  for (const [name, value] of entries) log.line(`  ${name}: ${value}`);
}
