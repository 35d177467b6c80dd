import { runProgram } from '../process/run-program.ts';
import { STAGES_OF_REPOSITORY } from '../stages/stages-of-repository.ts';
import { allStagesProgram } from './all-stages.ts';

const { programs, usage } = STAGES_OF_REPOSITORY;

/** The stages of a repository, and `local`, which plays them one after the other; only a laptop has this program. */
const ALL_STAGES = {
  programs: { ...programs, local: allStagesProgram },
  usage: `${usage}\n  runner.mjs local     all stages of one run; the run request on the first line of stdin, then credentials`,
};

// What is still under way when a stage has ended, such as a given-up request, must not keep its process.
process.exit(await runProgram(ALL_STAGES, process.argv.slice(2)));
