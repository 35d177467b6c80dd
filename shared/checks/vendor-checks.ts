import { APP_EVENTS } from '../contract/app-permissions.ts';
import type { Check } from '../contract/check.ts';
import type { AppRefusal, AppSeen, JiraRefusal, JiraSeen, LinearSeen, Sight } from '../ports/vendor-sights.ts';
import { acceptedChecks, askedChecks } from './app-grants.ts';
import { failed, notTried, ok, warning } from './finding.ts';

/** What is true of the deployment whose credentials are judged. */
export interface Judged {
  /** Ends a remedy: how something that was renewed is stored, such as `` then run `npm run setup -- prod` ``. */
  store: string;
  /** Where the webhook is to lead; undefined while that is not known. */
  webhookUrl?: string | undefined;
}

/** Judges what GitHub said to the App's id and private key. */
export function appChecks(sight: Sight<AppSeen, AppRefusal>, { store, webhookUrl }: Judged): Check[] {
  if ('unanswered' in sight) return [notTried('app_unanswered', `GitHub did not answer: ${sight.unanswered}.`)];
  if ('refused' in sight) return [appRefused(sight.refused, store)];
  const { seen } = sight;
  const who = `GitHub knows the App ${seen.name} (${seen.appId}) of ${seen.owner}; it acts as ${seen.slug}[bot].`;
  return [
    ok('app_signs_in', who),
    ...askedChecks(seen, { settingsUrl: `${seen.settingsUrl}/permissions` }),
    ...installationChecks(seen),
    ...hookChecks(seen, { store, webhookUrl }),
  ];
}

function appRefused(refused: AppRefusal, store: string): Check {
  const page =
    'https://github.com/settings/apps (of an organization: its Settings, Developer settings, GitHub Apps), choose the App';
  if (refused === 'unusable') {
    const evidence = 'The private key of the GitHub App cannot be used: it is no whole PEM file.';
    return failed('app_key_unusable', { evidence, remedy: `${page}, "Generate a private key", ${store}.` });
  }
  const evidence =
    'GitHub does not take this App id with this private key: they are not of one App, or the key was deleted.';
  return failed('app_key_refused', { evidence, remedy: `${page}, compare "App ID" and "Private keys", ${store}.` });
}

function installationChecks({ installations, installUrl, permissions, events }: AppSeen): Check[] {
  if (installations.length === 0) {
    const evidence = 'The GitHub App is installed nowhere.';
    return [warning('app_not_installed', { evidence, remedy: `Install it on the repositories: ${installUrl}` })];
  }
  return installations.flatMap(({ owner, isSuspended, url, ...installation }) => {
    if (!isSuspended) return acceptedChecks(owner, { app: { permissions, events }, installation, url });
    const evidence = `${owner} has suspended the GitHub App.`;
    return [failed('app_suspended', { evidence, remedy: `${owner} lifts the suspension at ${url}`, of: owner })];
  });
}

function hookChecks({ hook, settingsUrl }: AppSeen, { store, webhookUrl }: Judged): Check[] {
  const wrong = [
    ...(webhookUrl !== undefined && hook.url !== webhookUrl
      ? [`it leads to ${hook.url ?? 'nowhere'}, not to ${webhookUrl}`]
      : []),
    ...(hook.url !== undefined && hook.contentType !== 'json' ? ['its content type is not application/json'] : []),
    ...(hook.url !== undefined && !hook.hasSecret ? ['it signs with no secret'] : []),
  ];
  if (wrong.length === 0) return [ok('hook_right', `The App's webhook leads to ${hook.url ?? 'nowhere yet'}.`)];
  const evidence = `The App's webhook is not as it must be: ${wrong.join(', ')}.`;
  const remedy = `${settingsUrl}, "Webhook": active, ${webhookUrl ?? 'the address of the deployment'}, application/json, the webhook's secret, and the ${APP_EVENTS.length} events; a new secret: ${store}.`;
  return [warning('hook_wrong', { evidence, remedy })];
}

/** Judges what Linear said to an API key. */
export function linearChecks(sight: Sight<LinearSeen, 'not_taken'>, { store }: Judged): Check[] {
  const page = 'https://linear.app/settings/account/security, "Personal API keys"';
  if ('unanswered' in sight) return [notTried('linear_unanswered', `Linear did not answer: ${sight.unanswered}.`)];
  if ('refused' in sight) {
    const evidence = 'Linear does not take the API key: it was revoked, or its owner was removed.';
    return [failed('linear_key_refused', { evidence, remedy: `Make another at ${page}, ${store}.` })];
  }
  const { person, workspace, teams } = sight.seen;
  const signsIn = ok('linear_signs_in', `Linear knows the key as that of ${person} in ${workspace}.`);
  if (teams.length > 0) return [signsIn, ok('linear_sees_teams', `It sees the teams ${teams.join(', ')}.`)];
  const evidence = `${person} sees no team of ${workspace} with this key.`;
  const remedy = `Make its owner a member of the teams, or make a key that is not limited to other teams at ${page}, ${store}.`;
  return [signsIn, failed('linear_sees_nothing', { evidence, remedy })];
}

/** Judges what Jira said to e-mail and token, or to an access token. `siteUrl`: without a trailing slash. */
export function jiraChecks(
  sight: Sight<JiraSeen, JiraRefusal>,
  { store, siteUrl }: Judged & { siteUrl: string },
): Check[] {
  const page = 'https://id.atlassian.com/manage-profile/security/api-tokens';
  if ('unanswered' in sight) return [notTried('jira_unanswered', `Jira did not answer: ${sight.unanswered}.`)];
  if ('refused' in sight) {
    if (sight.refused === 'scope') {
      const evidence = 'Jira takes the token, and the token lacks a scope.';
      const remedy = `Make one with the scopes read:jira-work, write:jira-work and read:jira-user at ${page}, ${store}.`;
      return [failed('jira_scope_lacking', { evidence, remedy })];
    }
    const evidence =
      'Jira does not take e-mail and token: the token has expired (they live a year at most), was revoked, or is of another account; one with scopes needs JIRA_CLOUD_ID.';
    return [failed('jira_token_refused', { evidence, remedy: `Make another at ${page}, ${store}.` })];
  }
  const { person, fields, missingValues } = sight.seen;
  return [
    ok('jira_signs_in', `Jira knows us as ${person} at ${siteUrl}.`),
    ...Object.values(fields).map((field) => fieldCheck(field, siteUrl)),
    ...optionChecks(missingValues, siteUrl),
  ];
}

function fieldCheck(field: JiraSeen['fields']['status'], siteUrl: string): Check {
  const { name } = field;
  if ('id' in field) return ok('jira_field_found', `The field ${name} is ${field.id}.`, name);
  if (field.problem === 'doubled') {
    const evidence = `Two fields are named ${name}, so that each mapping has to say which one counts.`;
    const remedy = 'Set its id (customfield_…) in the mapping, in the admin UI under Mappings.';
    return warning('jira_field_doubled', { evidence, remedy, of: name });
  }
  const evidence = `Our account sees no field named ${name}.`;
  const remedy = `Let \`npm run setup\` make it with an administrator's token, or make a select list (single choice) of this name at ${siteUrl}/secure/admin/ViewCustomFields.jspa and put it on the screens of the projects.`;
  return failed('jira_field_missing', { evidence, remedy, of: name });
}

function optionChecks(missing: readonly string[], siteUrl: string): Check[] {
  if (missing.length === 0) return [];
  const evidence = `The field AI-Implement Status lacks the options ${missing.join(', ')}.`;
  const remedy = `Let \`npm run setup\` add them with an administrator's token, or add them at ${siteUrl}/secure/admin/ViewCustomFields.jspa, "Contexts and default value", "Edit options".`;
  return [warning('options_missing', { evidence, remedy })];
}
