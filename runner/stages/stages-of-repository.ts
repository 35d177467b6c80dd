import type { RunnerPrograms } from '../process/run-program.ts';
import { provideClaudeProgram } from '../tools/provide-claude-program.ts';
import { admitProgram, agentProgram, planProgram, publishProgram } from './stage-programs.ts';

/** The stages that workflows of target repositories run, each in a job or step of its own. */
export const STAGES_OF_REPOSITORY: RunnerPrograms = {
  programs: {
    admit: admitProgram,
    agent: agentProgram,
    publish: publishProgram,
    plan: planProgram,
    'provide-claude': provideClaudeProgram,
  },
  usage: `  runner.mjs admit     passes the gate and writes the agent's assignment
  runner.mjs agent     works on the repository; credentials of the model on stdin, as lines NAME=value
  runner.mjs publish   takes the work to GitHub and reports; credentials of the model on stdin
  runner.mjs plan      plans, read-only, and reports; credentials of the model on stdin
  runner.mjs provide-claude   installs Claude Code of this release, for the steps that follow`,
};
