import type { AttackRows } from './attack.ts';
import { ATTACKS as admin } from './rows/admin-attacks.ts';
import { ATTACKS as callback } from './rows/callback-attacks.ts';
import { ATTACKS as gate } from './rows/gate-attacks.ts';
import { ATTACKS as postedText } from './rows/posted-text-attacks.ts';
import { ATTACKS as publishing } from './rows/publishing-attacks.ts';
import { ATTACKS as pullRequest } from './rows/pull-request-attacks.ts';
import { ATTACKS as secret } from './rows/secret-attacks.ts';

/** What all files of rows export, in the order of the page. */
export const ATTACKS: readonly AttackRows[] = [admin, gate, callback, publishing, secret, pullRequest, postedText];
