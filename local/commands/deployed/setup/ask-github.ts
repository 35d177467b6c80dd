import { randomBytes } from 'node:crypto';
import { appFromManifest } from '../../../../shared/adapters/github/app-from-manifest.ts';
import { setHook } from '../../../../shared/adapters/github/see-app.ts';
import { type SecretValues, type Target, webhookUrlOf } from '../target.ts';
import { appManifest, type ManifestWish, manifestLines, NOT_YET_DEPLOYED, newAppPage } from './app-manifest.ts';
import { type AppPage, openAppPage } from './app-page.ts';
import { drawnSecret } from './make-own.ts';
import type { Ask, SetupDeps } from './setup-deps.ts';
import type { Terminal } from './terminal.ts';

export const askGitHub: Ask = async (deps, known) => {
  const { terminal, target } = deps;
  const isThere = known.githubAppId !== undefined && known.githubPrivateKey !== undefined;
  if (isThere && !(await terminal.confirm('Enter or make another GitHub App?'))) return ownHook(deps, known);
  terminal.say('A GitHub App is made in the browser, or is one that you have.');
  const how = (await terminal.ask('make, enter or skip', 'make')).toLowerCase();
  if (how === 'skip') return {};
  const organization = await terminal.ask('Organization that is to own it (Enter: your own account)');
  const page = newAppPage(target.githubWebUrl, organization);
  const wish = wishOf(target);
  const made = how === 'make' ? await makeInBrowser(deps, page, wish) : undefined;
  if (made !== undefined) return made;
  for (const line of manifestLines(wish, page)) terminal.say(line);
  const entered = await enterApp(deps);
  return entered.githubAppId === undefined ? {} : { ...entered, ...(await ownHook(deps, { ...known, ...entered })) };
};

function wishOf(target: Target): ManifestWish {
  return {
    // Names are unique on all of GitHub.
    name: `AI-Implement ${randomBytes(3).toString('hex')}`,
    homepage: target.publicUrl ?? 'https://example.com',
    webhookUrl: webhookUrlOf(target) ?? NOT_YET_DEPLOYED,
  };
}

/** Undefined where nothing came of it. */
async function makeInBrowser(
  { terminal, target, vault, browse }: SetupDeps,
  page: string,
  wish: ManifestWish,
): Promise<SecretValues | undefined> {
  const own = await openAppPage({ newAppPage: page, manifest: (redirectUrl) => appManifest(wish, redirectUrl) });
  try {
    terminal.say(
      `Open ${own.url} in a browser on this machine${(await browse(own.url)) ? ' (it should be open)' : ''}.`,
    );
    const given = await codeFrom(own, terminal);
    if (given === undefined) return undefined;
    const answer = await appFromManifest({ apiUrl: target.githubApiUrl, ...timeoutOf(target) }, given);
    if ('made' in answer) {
      const { appId, privateKey, webhookSecret, installUrl } = answer.made;
      terminal.say(`GitHub made the App ${appId}. Install it on the repositories: ${installUrl}`);
      // GitHub tells them once: whatever happens here next, they are kept.
      await vault.write('githubAppId', appId);
      await vault.write('githubPrivateKey', privateKey);
      if (webhookSecret !== undefined) await vault.write('githubWebhookSecret', webhookSecret);
      const secret = webhookSecret === undefined ? {} : { githubWebhookSecret: webhookSecret };
      return { githubAppId: appId, githubPrivateKey: privateKey, ...secret };
    }
    terminal.say(
      'refused' in answer
        ? `GitHub refused the code (${answer.refused}): it lives an hour and counts once. Begin again.`
        : `GitHub did not answer (${answer.unanswered}), and may have made the App: delete it at ${target.githubWebUrl}/settings/apps, then begin again.`,
    );
    return undefined;
  } finally {
    own.close();
  }
}

/** Undefined where whoever sits there goes on without a browser. */
async function codeFrom(own: AppPage, terminal: Terminal): Promise<string | undefined> {
  for (;;) {
    const word = await terminal.ask('Press Enter once GitHub has led back, or type "enter" to go on without a browser');
    const code = await Promise.race([own.code, undefined]);
    if (code !== undefined || word === 'enter') return code;
    terminal.say('GitHub has not led back yet.');
  }
}

async function enterApp({ terminal, readFile }: SetupDeps): Promise<SecretValues> {
  const appId = await terminal.ask('App ID (Enter leaves it out)');
  if (appId === '') return {};
  const path = await terminal.ask('Path of the .pem file');
  const privateKey = await readFile(path).catch(() => undefined);
  if (privateKey === undefined) {
    terminal.say(`${path} cannot be read.`);
    return {};
  }
  terminal.say(`Delete ${path} once it is stored.`);
  return { githubAppId: appId, githubPrivateKey: privateKey.trim() };
}

/** An App that stands gets the address and the secret of its webhook from us: nobody has to see the secret. */
async function ownHook({ terminal, target }: SetupDeps, values: SecretValues): Promise<SecretValues> {
  const url = webhookUrlOf(target);
  if (!(await terminal.confirm(`Let setup set the App's webhook (${url ?? 'its secret alone'})?`))) return {};
  const secret = values.githubWebhookSecret ?? drawnSecret();
  const problem = await setHook(appOf(target, values), { secret, ...(url !== undefined && { url }) });
  if (problem === undefined) return { githubWebhookSecret: secret };
  terminal.say(`GitHub did not set it: ${problem}.`);
  return {};
}

/** The App with secrets as they are given. */
export function appOf(target: Target, { githubAppId: appId = '', githubPrivateKey: privateKey = '' }: SecretValues) {
  return { apiUrl: target.githubApiUrl, key: async () => ({ appId, privateKey }), ...timeoutOf(target) };
}

function timeoutOf({ timeoutMs }: Target): { timeoutMs?: number } {
  return timeoutMs === undefined ? {} : { timeoutMs };
}
