import { PARAMETERS, type SecretName } from '../../../../shared/contract/env.ts';
import { keptHomes } from '../../../world/home/home.ts';
import { keptSecrets, parametersOf } from '../../../world/home/secrets.ts';
import { readSettings, servicesOf } from '../../../world/home/settings.ts';
import { UsageError } from '../../options.ts';
import { flyOf, type SecretValues, type Target } from '../target.ts';

/** What `npm start` runs here, with the secrets that its functions have; throws a sentence where nothing runs. */
export function laptopTarget(): { target: Target; values: SecretValues } {
  for (const home of keptHomes()) {
    const instance = home.occupant();
    if (instance === undefined) continue;
    const { url, vendors = {} } = instance;
    const secrets = keptSecrets(home.secretsFile);
    const services = servicesOf(readSettings());
    const parameters = parametersOf(secrets, services);
    const names = Object.entries(PARAMETERS) as [SecretName, string][];
    const target: Target = {
      title: 'what runs on this machine',
      store: 'then see to .env and start it again',
      linearApiUrl: vendors['LINEAR_API_URL'] ?? '',
      jiraSiteUrl: vendors['JIRA_SITE_URL'] ?? '',
      jiraCloudId: vendors['JIRA_CLOUD_ID'] ?? '',
      jiraTokenKind: vendors['JIRA_TOKEN_KIND'] === 'oauth' ? 'oauth' : 'api',
      githubApiUrl: vendors['GITHUB_API_URL'] ?? '',
      githubWebUrl: vendors['GITHUB_WEB_URL'] ?? '',
      fly: flyOfLaptop(vendors),
      publicUrl: vendors['PUBLIC_URL'] ?? url,
    };
    const found = names.flatMap(([name, parameter]) => {
      const value = parameters[parameter];
      return value === undefined ? [] : [[name, value] as const];
    });
    return { target, values: Object.fromEntries(found) };
  }
  throw new UsageError('Nothing is running here. Start it with `npm start` in another terminal, or name a stage.');
}

function flyOfLaptop({
  FLY_API_URL: apiUrl = '',
  FLY_APP_NAME: app = '',
  FLY_OIDC_ISSUER: issuer = '',
}: Record<string, string>) {
  return app === '' ? undefined : flyOf(apiUrl, { app, issuer });
}
