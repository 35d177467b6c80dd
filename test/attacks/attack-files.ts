import type { AttackRows } from './attack.ts';
import { ATTACKS as admin } from './rows/admin-attacks.ts';
import { ATTACKS as audit } from './rows/audit-attacks.ts';
import { ATTACKS as boundedReading } from './rows/bounded-reading-attacks.ts';
import { ATTACKS as bounds } from './rows/bounds-attacks.ts';
import { ATTACKS as callback } from './rows/callback-attacks.ts';
import { ATTACKS as claudeReading } from './rows/claude-reading-attacks.ts';
import { ATTACKS as claudeSettings } from './rows/claude-settings-attacks.ts';
import { ATTACKS as claudeWriting } from './rows/claude-writing-attacks.ts';
import { ATTACKS as gate } from './rows/gate-attacks.ts';
import { ATTACKS as handover } from './rows/handover-attacks.ts';
import { ATTACKS as job } from './rows/job-attacks.ts';
import { ATTACKS as people } from './rows/people-attacks.ts';
import { ATTACKS as postedText } from './rows/posted-text-attacks.ts';
import { ATTACKS as publishing } from './rows/publishing-attacks.ts';
import { ATTACKS as pullRequest } from './rows/pull-request-attacks.ts';
import { ATTACKS as secret } from './rows/secret-attacks.ts';
import { ATTACKS as shownText } from './rows/shown-text-attacks.ts';
import { ATTACKS as supply } from './rows/supply-attacks.ts';
import { ATTACKS as token } from './rows/token-attacks.ts';
import { ATTACKS as webhook } from './rows/webhook-attacks.ts';

/** What all files of rows export, in the order of the page. */
export const ATTACKS: readonly AttackRows[] = [
  ...[admin, audit, webhook, people, gate, token, callback, job, supply, claudeReading, claudeWriting, claudeSettings],
  ...[handover, bounds, boundedReading, publishing, secret, pullRequest, postedText, shownText],
];
