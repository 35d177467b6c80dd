import { makeFields } from '../../../../shared/adapters/jira/make-fields.ts';
import { jiraOf, lookAtGroup } from '../look-at-secrets.ts';
import type { SecretValues } from '../target.ts';
import type { Ask, SetupDeps } from './setup-deps.ts';

export const askJira: Ask = async (deps, known) => {
  const { terminal, target } = deps;
  const given: SecretValues = {};
  const isThere = jiraOf(target, known) !== undefined;
  if (!isThere || (await terminal.confirm('Enter another token of Jira?'))) Object.assign(given, await askToken(deps));
  const all = { ...known, ...given };
  if (jiraOf(target, all) !== undefined) await offerFields(deps, all);
  if (known.jiraWebhookSecret === undefined) {
    terminal.say(
      `Optional, so that tickets are taken at once: a webhook at ${target.jiraSiteUrl}/plugins/servlet/webhooks to ${target.publicUrl ?? 'the address that it has once it is deployed'}/jira/webhook (docs/tracker-webhooks.md)`,
    );
    const secret = await terminal.askHidden(
      'Secret of that webhook, such as `openssl rand -base64 32` prints (Enter leaves it out)',
    );
    if (secret !== '') given.jiraWebhookSecret = secret;
  }
  return given;
};

async function askToken({ terminal, target }: SetupDeps): Promise<SecretValues> {
  terminal.say('A token of an account of ours: https://id.atlassian.com/manage-profile/security/api-tokens');
  const email =
    target.jiraTokenKind === 'api' ? await terminal.ask('E-mail of that account (Enter leaves it out)') : '';
  const token = await terminal.askHidden('Token (Enter leaves it out)');
  return { ...(email !== '' && { jiraEmail: email }), ...(token !== '' && { jiraToken: token }) };
}

/** What the site lacks of our fields is made, where that is wanted. */
async function offerFields(deps: SetupDeps, values: SecretValues): Promise<void> {
  const { terminal, target } = deps;
  const lacks = (await lookAtGroup('jira', target, values)).filter(
    ({ code }) => code === 'jira_field_missing' || code === 'options_missing',
  );
  if (lacks.length === 0) return;
  for (const { evidence } of lacks) terminal.say(evidence);
  if (!(await terminal.confirm('Let setup make them now?'))) return;
  const own = await made(jiraOf(target, values));
  const outcome = own === 'forbidden' ? await madeByAdministrator(deps) : own;
  if (outcome === 'forbidden') {
    terminal.say('Nothing was made: this account does not administer Jira either.');
  } else if ('unanswered' in outcome) {
    terminal.say(`Nothing was made: ${outcome.unanswered}.`);
  } else {
    for (const what of outcome.made) terminal.say(`  made ${what}`);
    terminal.say('Put both fields on the screens of the projects that take part: Project settings, Issues, Screens.');
  }
}

/** With a token that is used once, and stored nowhere. */
async function madeByAdministrator({ terminal, target }: SetupDeps) {
  terminal.say('Our account does not administer Jira. A token of an administrator will do; it is not stored.');
  const email = await terminal.ask("Administrator's e-mail (Enter leaves it out)");
  const token = email === '' ? '' : await terminal.askHidden("Administrator's token, without scopes");
  const asAdministrator = { ...target, jiraTokenKind: 'api', jiraCloudId: '' } as const;
  return made(token === '' ? undefined : jiraOf(asAdministrator, { jiraEmail: email, jiraToken: token }));
}

async function made(connection: Parameters<typeof makeFields>[0] | undefined) {
  return connection === undefined ? ({ unanswered: 'no token was given' } as const) : makeFields(connection);
}
