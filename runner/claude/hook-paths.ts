/** How the programs of hooks begin: `real` follows links, for a file that is not there yet too, and throws on anything else. */
export const HOOK_PATHS = `
import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

function real(path) {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
    return join(real(dirname(path)), basename(path));
  }
}
`;
