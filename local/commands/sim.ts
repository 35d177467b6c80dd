import { keptHome } from '../world/home/home.ts';
import { PEOPLE_MOVES } from '../world/people/people-moves.ts';
import { sendMove } from './control.ts';

const [name = '--help', ...args] = process.argv.slice(2);

if (name === '--help' || name === '-h') {
  console.log(helpText());
} else {
  process.exitCode = await make(name, args);
}

function helpText(): string {
  const lines = Object.values(PEOPLE_MOVES).map(({ usage, meaning }) => `  ${usage.padEnd(36)}${meaning}`);
  return [
    'Usage: npm run sim -- <move>',
    '',
    'Plays the people in the simulated world of a running `npm start`.',
    '',
    ...lines,
    '',
    'Example: npm run sim -- mark ENG-11',
  ].join('\n');
}

async function make(move: string, given: readonly string[]): Promise<number> {
  const known = PEOPLE_MOVES[move];
  if (known === undefined) return refuse(`There is no move ${move}. \`npm run sim -- --help\` lists them.`);
  if (given.length !== known.arity) return refuse(`Usage: npm run sim -- ${known.usage}`);
  const instance = keptHome().occupant();
  if (instance === undefined) return refuse('Nothing is running here. Start it with `npm start` in another terminal.');
  try {
    console.log(await sendMove(instance, move, given));
    return 0;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'the move failed');
  }
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 1;
}
