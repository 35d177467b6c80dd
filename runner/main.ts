import { runProgram } from './process/run-program.ts';
import { STAGES_OF_REPOSITORY } from './stages/stages-of-repository.ts';

// What is still under way when a stage has ended, such as a given-up request, must not keep its process.
process.exit(await runProgram(STAGES_OF_REPOSITORY, process.argv.slice(2)));
