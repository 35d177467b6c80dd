import type { PeopledRun } from './peopled-run.ts';

/** A move that a person makes in the simulated world, as `npm run sim -- <name> <arguments>`. */
export interface PeopleMove {
  usage: string;
  meaning: string;
  arity: number;
  /** Makes the move and answers a line that says what it did. */
  make(run: PeopledRun, args: readonly string[]): string | Promise<string>;
}
