import { setHook } from '../../../../shared/adapters/github/see-app.ts';
import { SECRETS, type SecretName } from '../../../../shared/contract/env.ts';
import { checkLines, hasFailed } from '../check-lines.ts';
import { lookAtGroup, type SecretGroup } from '../look-at-secrets.ts';
import type { SecretValues } from '../target.ts';
import { appOf } from './ask-github.ts';
import { drawnSecret } from './make-own.ts';
import { rotateTokenKeys } from './rotate-token-keys.ts';
import type { SetupDeps } from './setup-deps.ts';

export interface RotationDeps extends SetupDeps {
  /** Waits in real time. */
  wait(ms: number): Promise<void>;
}

/** Changes one secret while the deployment works. Repeated after it was cut off, it goes on. Answers whether it is done. */
type Rotation = (deps: RotationDeps, known: SecretValues) => Promise<boolean>;

/** Functions look again for a webhook's secret that does not fit, at most so often (`shared/runtime/rotated-secrets.ts`). */
const WEBHOOK_RENEWAL_MS = 61_000;

const ROTATIONS: Partial<Record<SecretName, Rotation>> = {
  tokenPrivateKey: rotateTokenKeys,
  tokenSecret: dropTokenSecret,
  accessCode: async ({ vault, terminal }) => {
    await vault.write('accessCode', drawnSecret());
    terminal.say('Whoever is signed in stays so; the next sign-in needs the new code.');
    return true;
  },
  githubWebhookSecret: rotateGitHubWebhook,
  linearWebhookSecret: rotateEntered(
    'linearWebhookSecret',
    'previousLinearWebhookSecret',
    'https://linear.app/settings/api',
  ),
  jiraWebhookSecret: rotateEntered('jiraWebhookSecret', 'previousJiraWebhookSecret', "Jira's webhooks"),
  linearApiKey: replaced('linear', 'linearApiKey', 'https://linear.app/settings/account/security'),
  jiraToken: replaced('jira', 'jiraToken', 'https://id.atlassian.com/manage-profile/security/api-tokens'),
  githubPrivateKey: rotatePrivateKey,
  slackWebhookUrl: replaced('chats', 'slackWebhookUrl', 'https://api.slack.com/apps'),
  teamsWebhookUrl: replaced('chats', 'teamsWebhookUrl', 'the channel in Teams, "Workflows"'),
};

/** What `--rotate` takes: last parts of parameters' names. */
export const ROTATABLE = (Object.keys(ROTATIONS) as SecretName[]).map((name) => SECRETS[name]);

/** Changes the secret of that name, one of `ROTATABLE`. */
export async function rotate(deps: RotationDeps, named: string): Promise<boolean> {
  const name = (Object.keys(ROTATIONS) as SecretName[]).find((one) => SECRETS[one] === named);
  const rotation = name && ROTATIONS[name];
  if (rotation === undefined) throw new RangeError(`there is no ${named} to change`);
  return rotation(deps, await deps.vault.read());
}

/** Of versions that signed by a secret. Without it runs that these started are refused. */
async function dropTokenSecret({ vault, terminal }: RotationDeps, { tokenSecret }: SecretValues): Promise<boolean> {
  if (tokenSecret === undefined) {
    terminal.say('There is none: tokens of runs are signed by a key pair.');
    return true;
  }
  if (!(await terminal.confirm('Was this version deployed two days ago, or longer?'))) return false;
  await vault.remove('tokenSecret');
  return true;
}

async function rotateGitHubWebhook(deps: RotationDeps, known: SecretValues): Promise<boolean> {
  const { vault, terminal, target, wait } = deps;
  const secret = await begun(deps, known, 'githubWebhookSecret', 'previousGithubWebhookSecret', async () =>
    drawnSecret(),
  );
  if (secret === undefined) return false;
  const problem = await setHook(appOf(target, known), { secret });
  if (problem !== undefined) {
    terminal.say(`GitHub did not take it: ${problem}. Nothing is lost, since both are accepted: start again.`);
    return false;
  }
  terminal.say('GitHub signs with the new one. Waiting a minute for what is on its way …');
  await wait(WEBHOOK_RENEWAL_MS);
  await vault.remove('previousGithubWebhookSecret');
  return true;
}

/** A secret that people enter in the vendor's page too. */
function rotateEntered(name: SecretName, previous: SecretName, page: string): Rotation {
  return async (deps, known) => {
    const { vault, terminal } = deps;
    const ask = async () => {
      terminal.say(`Make a new secret at ${page}, and do not save it there yet.`);
      return terminal.askHidden('New secret (Enter leaves it as it is)');
    };
    const secret = await begun(deps, known, name, previous, ask);
    if (secret === undefined) return false;
    terminal.say(`Now save it at ${page}. Both are accepted until you say that deliveries come under the new one.`);
    if (!(await terminal.confirm('Is it saved, and did a delivery come since?'))) return false;
    await vault.remove(previous);
    return true;
  };
}

/**
 * Makes both secrets accepted, and waits until every function would find them. One that was begun goes on: the vendor may sign with either.
 * Answers the new one; undefined where none was given.
 */
async function begun(
  { vault, terminal, wait }: RotationDeps,
  known: SecretValues,
  name: SecretName,
  previous: SecretName,
  draw: () => Promise<string>,
): Promise<string | undefined> {
  const standing = known[name];
  if (standing !== undefined && known[previous] !== undefined) {
    terminal.say('A change was begun before; it goes on.');
  }
  const isBegun = standing !== undefined && known[previous] !== undefined && known[previous] !== standing;
  const secret = isBegun ? standing : await draw();
  if (secret === '') return undefined;
  if (!isBegun) {
    if (standing !== undefined) await vault.write(previous, standing);
    await vault.write(name, secret);
  }
  terminal.say('Both secrets are accepted. Waiting a minute, until every function would find the new one …');
  await wait(WEBHOOK_RENEWAL_MS);
  return secret;
}

/** A credential of which the vendor takes two at once. */
function replaced(group: SecretGroup, name: SecretName, page: string): Rotation {
  return async (deps, known) => {
    const { terminal } = deps;
    terminal.say(`Make another at ${page}; the old one stays valid until you revoke it.`);
    const value = await terminal.askHidden('The new one (Enter leaves it as it is)');
    return value !== '' && storeIfTaken(deps, { group, name, value, known, page });
  };
}

async function rotatePrivateKey(deps: RotationDeps, known: SecretValues): Promise<boolean> {
  const { terminal, readFile, target } = deps;
  const page = `${target.githubWebUrl}/settings/apps`;
  terminal.say(`Choose the App at ${page}, "Generate a private key"; the old key stays valid until you delete it.`);
  const path = await terminal.ask('Path of the new .pem file (Enter leaves it as it is)');
  const value = path === '' ? undefined : await readFile(path).catch(() => undefined);
  if (value === undefined) return false;
  return storeIfTaken(deps, { group: 'github', name: 'githubPrivateKey', value: value.trim(), known, page });
}

interface Replacement {
  group: SecretGroup;
  name: SecretName;
  value: string;
  known: SecretValues;
  page: string;
}

async function storeIfTaken(deps: SetupDeps, { group, name, value, known, page }: Replacement): Promise<boolean> {
  const { vault, terminal, target } = deps;
  const before = await lookAtGroup(group, target, known);
  const after = await lookAtGroup(group, target, { ...known, [name]: value });
  const standing = new Set(before.filter(({ verdict }) => verdict === 'failed').map(({ code }) => code));
  // What failed before is no fault of the new one, but for a sign-in that fails now.
  const isRefused = after.filter(({ code }) => /_(refused|unusable|lacking)$/.test(code) || !standing.has(code));
  for (const line of checkLines(after)) terminal.say(line);
  if (hasFailed(isRefused) || after.some(({ verdict }) => verdict === 'not_tried')) {
    terminal.say('It was not stored; the old one stays.');
    return false;
  }
  await vault.write(name, value);
  terminal.say(
    `Stored. Functions take it at once where the old one is refused, else within five minutes. Then revoke the old one at ${page}.`,
  );
  return true;
}
