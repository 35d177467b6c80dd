import type { SecretValues, Target } from '../target.ts';
import type { Terminal } from './terminal.ts';
import type { Vault } from './vault.ts';

/** What setup stands on. */
export interface SetupDeps {
  /** Its name, as people type it after `npm run setup --`. */
  stage: string;
  target: Target;
  vault: Vault;
  terminal: Terminal;
  /** Opens an address in the browser of whoever sits there; answers whether one was started. */
  browse(url: string): Promise<boolean>;
  /** Reads a file that the user names. */
  readFile(path: string): Promise<string>;
}

/** Asks for, or makes, what a group lacks; answers what is to be stored. */
export type Ask = (deps: SetupDeps, known: SecretValues) => Promise<SecretValues>;
