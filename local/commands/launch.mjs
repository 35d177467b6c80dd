// What npm runs, with the command's module and its arguments. Plain JavaScript, so that an old Node gets a sentence too.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';

const [file, ...args] = process.argv.slice(2);
const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const missing = whatIsMissing();
if (missing === undefined) {
  const { outcomeOf } = await import('./outcome-of.ts');
  const { run } = await import(resolve(root, file));
  process.exitCode = await outcomeOf(() => run(args));
} else {
  console.error(missing);
  process.exitCode = 1;
}

/** A sentence, or undefined where the command can run. */
function whatIsMissing() {
  if (!existsSync(resolve(root, 'node_modules/zod'))) return 'The packages are missing. Run `npm install` first.';
  if (Number(process.versions.node.split('.')[0]) >= 24) return undefined;
  return (
    `This needs Node 24, and runs on ${process.version}. Run \`npm install\` (it brings Node 24 on Linux and Windows), then start it ` +
    'through npm. On a Mac install Node 24 from https://nodejs.org.'
  );
}
