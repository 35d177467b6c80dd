import { PEOPLE_MOVES } from '../../simulators/people/people-moves.ts';
import { keptHomes } from '../world/home/home.ts';
import { sendMove } from './control.ts';
import { UsageError } from './options.ts';

/** `npm run sim`; answers the exit code. */
export async function run([name = '--help', ...args]: string[]): Promise<number> {
  if (HELPS.includes(name)) {
    console.log(helpText());
    return 0;
  }
  const move = Object.hasOwn(PEOPLE_MOVES, name.toLowerCase()) ? PEOPLE_MOVES[name.toLowerCase()] : undefined;
  if (move === undefined) throw new UsageError(`There is no move ${name}. \`npm run sim -- --help\` lists them.`);
  if (args.length === 1 && HELPS.includes(args[0] ?? '')) {
    console.log(`npm run sim -- ${move.usage}\n  ${move.meaning}`);
    return 0;
  }
  if (args.length > move.arity && move.usage.endsWith('<TEXT>')) {
    throw new UsageError(`Put the text in quotes: npm run sim -- ${move.usage.replace('<TEXT>', '"<TEXT>"')}`);
  }
  if (args.length !== move.arity) throw new UsageError(`Usage: npm run sim -- ${move.usage}`);
  const instance = keptHomes()
    .map((home) => home.occupant())
    .find(Boolean);
  if (instance === undefined) {
    throw new UsageError('Nothing is running here. Start it with `npm start` in another terminal.');
  }
  console.log(await sendMove(instance, name.toLowerCase(), args));
  return 0;
}

const HELPS = ['--help', '-h', 'help'];

function helpText(): string {
  const lines = Object.values(PEOPLE_MOVES).map(({ usage, meaning }) => `  ${usage.padEnd(38)}${meaning}`);
  return [
    'Usage: npm run sim -- <move>',
    '',
    'Plays the people in the simulated world of a running `npm start`.',
    '',
    ...lines,
    '',
    '<KEY> is a ticket such as ENG-11, <PULL> a pull request such as acme/backend#3; the address of either will do too.',
    '<REPOSITORY> is one such as acme/backend, <OWNER> whose it is, such as acme.',
    '',
    'Example: npm run sim -- mark ENG-11',
  ].join('\n');
}
