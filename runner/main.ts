import { VERSION } from '../shared/contract/version.ts';
import { allStagesProgram } from './all-stages/all-stages.ts';
import { ConfigurationError } from './env.ts';
import { log } from './orchestrator/connect-run.ts';
import { type Ending, processEnding } from './process/ending.ts';
import { EXIT, type ExitCode } from './process/exit-codes.ts';
import { redactor } from './process/redact.ts';
import { admitProgram, agentProgram, planProgram, publishProgram } from './stages/stage-programs.ts';

const PROGRAMS: Record<string, (ending: Ending) => Promise<ExitCode>> = {
  admit: admitProgram,
  agent: agentProgram,
  publish: publishProgram,
  plan: planProgram,
  local: allStagesProgram,
};

const HELP = `AI-Implement runner ${VERSION}

  runner.mjs admit     passes the gate and writes the agent's assignment
  runner.mjs agent     works on the repository; credentials of the model on stdin, as lines NAME=value
  runner.mjs publish   takes the work to GitHub and reports; credentials of the model on stdin
  runner.mjs plan      plans, read-only, and reports; credentials of the model on stdin
  runner.mjs local     all stages of one run; the run request on the first line of stdin, then credentials
  runner.mjs --version
  runner.mjs --help

Everything else is read from the environment.
Exit codes: ${EXIT.done} done, or nothing to do; ${EXIT.failed} the run failed and that was reported;
${EXIT.misused} called in a wrong way; ${EXIT.unreported} ended without having reported.`;

async function main([name = '']: string[]): Promise<ExitCode> {
  const about = { '--version': VERSION, '--help': HELP }[name];
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (program === undefined) {
    console.log(about ?? HELP);
    return about === undefined ? EXIT.misused : EXIT.done;
  }
  try {
    return await program(processEnding());
  } catch (error) {
    return told(error);
  }
}

function told(error: unknown): ExitCode {
  const isMisused = error instanceof ConfigurationError;
  const text = error instanceof Error && !isMisused ? (error.stack ?? error.message) : String(error);
  log(redactor([])(text));
  return isMisused ? EXIT.misused : EXIT.unreported;
}

// What is still under way when a stage has ended, such as a given-up request, must not keep its process.
process.exit(await main(process.argv.slice(2)));
