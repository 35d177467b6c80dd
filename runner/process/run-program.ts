import { VERSION } from '../../shared/contract/version.ts';
import { ConfigurationError } from '../env.ts';
import { log } from '../orchestrator/connect-run.ts';
import { type Ending, processEnding } from './ending.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { redactor } from './redact.ts';

/** What the runner can be asked to do, by the first argument. */
export interface RunnerPrograms {
  programs: Readonly<Record<string, (ending: Ending) => Promise<ExitCode>>>;
  /** One line for each program. */
  usage: string;
}

/** Runs the program that is named, and tells on stderr why it could not; answers the exit code. */
export async function runProgram({ programs, usage }: RunnerPrograms, [name = '']: string[]): Promise<ExitCode> {
  const about = { '--version': VERSION, '--help': helpText(usage) }[name];
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (program === undefined) {
    console.log(about ?? helpText(usage));
    return about === undefined ? EXIT.misused : EXIT.done;
  }
  try {
    return await program(processEnding());
  } catch (error) {
    return exitCodeOf(error);
  }
}

function helpText(usage: string): string {
  return `AI-Implement runner ${VERSION}

${usage}
  runner.mjs --version
  runner.mjs --help

Everything else is read from the environment.
Exit codes: ${EXIT.done} done, or nothing to do; ${EXIT.failed} the run failed and that was reported;
${EXIT.misused} called in a wrong way; ${EXIT.unreported} ended without having reported.`;
}

function exitCodeOf(error: unknown): ExitCode {
  const isMisused = error instanceof ConfigurationError;
  const text = error instanceof Error && !isMisused ? (error.stack ?? error.message) : String(error);
  log(redactor([])(text));
  return isMisused ? EXIT.misused : EXIT.unreported;
}
