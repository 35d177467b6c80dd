import { checkOutProgram } from '../machine/check-out.ts';
import { machineProgram } from '../machine/machine.ts';
import { runProgram } from '../process/run-program.ts';
import { STAGES_OF_REPOSITORY } from '../stages/stages-of-repository.ts';
import { allStagesProgram } from './all-stages.ts';

const { programs, usage } = STAGES_OF_REPOSITORY;

/** The stages of a repository, and what plays them one after the other: `local` on a laptop, `machine` in a machine of its own. */
const ALL_STAGES = {
  programs: { ...programs, local: allStagesProgram, machine: machineProgram, 'check-out': checkOutProgram },
  usage: `${usage}\n  runner.mjs local     all stages of one run; the run request on the first line of stdin, then credentials
  runner.mjs machine   all stages of the run whose order came with this machine; --root DIR, --one-user
  runner.mjs check-out clones a repository for another stage`,
};

// What is still under way when a stage has ended, such as a given-up request, must not keep its process.
process.exit(await runProgram(ALL_STAGES, process.argv.slice(2)));
