import type { SecretName } from '../../../../shared/contract/env.ts';
import { checkLines, hasFailed, summaryLine } from '../check-lines.ts';
import { groupsOf, lookAtGroup, lookAtSecrets, type SecretGroup } from '../look-at-secrets.ts';
import type { SecretValues } from '../target.ts';
import { askChats } from './ask-chats.ts';
import { askFly } from './ask-fly.ts';
import { askGitHub } from './ask-github.ts';
import { askJira } from './ask-jira.ts';
import { askLinear, askLinearWebhook } from './ask-linear.ts';
import { makeOwn } from './make-own.ts';
import { offerLinearWebhook } from './offer-linear-webhook.ts';
import type { Ask, SetupDeps } from './setup-deps.ts';

const ASKS: { readonly [Group in SecretGroup]: Ask } = {
  own: makeOwn,
  github: askGitHub,
  linear: askLinear,
  jira: askJira,
  fly: askFly,
  chats: askChats,
};

/** What is settled once the secrets of a group are. */
const AFTER: { readonly [Group in SecretGroup]?: (deps: SetupDeps, known: SecretValues) => Promise<void> } = {
  linear: settleLinearWebhook,
};

/** What belongs to a choice that may be left out. */
const OPTIONAL: readonly SecretGroup[] = ['chats'];

/**
 * Goes through the secrets of a deployment: what is there and good is kept, all else is asked for or made, judged by its service, and only
 * then stored. Answers whether all is well. May be ended and repeated at any point: what was stored stays.
 */
export async function setUp(deps: SetupDeps): Promise<boolean> {
  const { stage, target, vault, terminal } = deps;
  const known = await vault.read();
  terminal.say(`Secrets of ${target.title}. What is good is kept; no secret that you type is shown.`);
  for (const group of groupsOf(target)) {
    await settle(deps, group, known);
    await AFTER[group]?.(deps, known);
  }
  const checks = await lookAtSecrets(target, known);
  terminal.say(`${summaryLine(checks)} To try all again and be asked nothing: npm run setup -- ${stage} --check`);
  return !hasFailed(checks);
}

/** `--check`: nothing is asked or stored. Answers whether all is well. */
export async function checkOnly({ target, vault }: Pick<SetupDeps, 'target' | 'vault'>, say: (line: string) => void) {
  const checks = await lookAtSecrets(target, await vault.read());
  for (const line of checkLines(checks)) say(line);
  say(summaryLine(checks));
  return !hasFailed(checks);
}

async function settle(deps: SetupDeps, group: SecretGroup, known: SecretValues): Promise<void> {
  const { target, terminal } = deps;
  terminal.say('');
  const standing = await lookAtGroup(group, target, known);
  for (const line of checkLines(standing)) terminal.say(line);
  const isInOrder = standing.every(({ verdict, code }) => verdict === 'ok' || isLater(group, code));
  if (isInOrder && !(OPTIONAL.includes(group) && isEmpty(known, group))) return;
  await enter(deps, { group, ask: ASKS[group], known });
}

/** What is lacking of a group and dealt with after it. */
const isLater = (group: SecretGroup, code: string) => AFTER[group] !== undefined && code === 'webhook_secret_missing';

/** A webhook that setup makes has a secret of ours: only where it made none, one is asked for. */
async function settleLinearWebhook(deps: SetupDeps, known: SecretValues): Promise<void> {
  await offerLinearWebhook(deps, known);
  const isWanted = known.linearApiKey !== undefined && deps.target.publicUrl !== undefined;
  if (!isWanted || known.linearWebhookSecret !== undefined) return;
  await enter(deps, { group: 'linear', ask: askLinearWebhook, known });
}

interface Entry {
  group: SecretGroup;
  ask: Ask;
  known: SecretValues;
}

/** Asks until what is given was stored, or is given up. */
async function enter(deps: SetupDeps, { group, ask, known }: Entry): Promise<void> {
  for (let isOpen = true; isOpen; ) {
    const given = await ask(deps, known);
    isOpen = Object.keys(given).length > 0 && (await storeWhereGood(deps, { group, given, known })) === 'again';
  }
}

function isEmpty({ slackWebhookUrl, teamsWebhookUrl }: SecretValues, group: SecretGroup): boolean {
  return group === 'chats' && slackWebhookUrl === undefined && teamsWebhookUrl === undefined;
}

interface Given {
  group: SecretGroup;
  given: SecretValues;
  /** What is stored; grows by what is. */
  known: SecretValues;
}

/** What sign-ins and addresses that are refused say of themselves. */
const REFUSED = /_(refused|unusable|weak|wrong|missing|lacking|nothing)$/;

async function storeWhereGood(deps: SetupDeps, { group, given, known }: Given): Promise<'done' | 'again'> {
  const { target, terminal, vault } = deps;
  const checks = await lookAtGroup(group, target, { ...known, ...given });
  for (const line of checkLines(checks)) terminal.say(line);
  const isRefused = checks.some(({ verdict, code }) => verdict === 'failed' && REFUSED.test(code) && isOf(code, given));
  if (isRefused) return (await terminal.confirm('Nothing of this was stored. Try again?')) ? 'again' : 'done';
  const isDoubtful = checks.some(({ verdict }) => verdict === 'not_tried');
  if (isDoubtful && !(await terminal.confirm('The service could not be asked. Store it all the same?'))) return 'done';
  for (const [name, value] of Object.entries(given) as [SecretName, string][]) {
    await vault.write(name, value);
    known[name] = value;
  }
  terminal.say(`Stored: ${Object.keys(given).length} of ${target.title}.`);
  return 'done';
}

/** A fault of something else than what was given keeps nobody from storing that. */
function isOf(code: string, given: SecretValues): boolean {
  const isWebhookSecret = code.startsWith('webhook_secret');
  const isField = code.startsWith('jira_field');
  return !isField && (!isWebhookSecret || Object.keys(given).some((name) => name.endsWith('WebhookSecret')));
}
