import { randomBytes } from 'node:crypto';
import { accessCodeChecks, tokenKeyChecks } from '../../../../shared/checks/secret-checks.ts';
import { hasFailed } from '../check-lines.ts';
import type { SecretValues } from '../target.ts';
import { mendedTokenKeys } from './rotate-token-keys.ts';
import type { Ask } from './setup-deps.ts';

/** 256 bits, as text that goes through every form. */
export function drawnSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Makes what only we have to know. One that stands and is good is kept: with another key pair runs that work would be refused. */
export const makeOwn: Ask = async ({ terminal, target }, known) => {
  const made: SecretValues = hasFailed(tokenKeyChecks(known, target.store)) ? mendedTokenKeys(known) : {};
  if (hasFailed(accessCodeChecks(known.accessCode, target.store))) {
    made.accessCode = drawnSecret();
    terminal.say('An access code for the admin UI is made. Whoever may read the parameter access-code can show it.');
  }
  return made;
};
