import type { Problem } from './refusal.ts';
import type { SettingName, SettingValues } from './settings.ts';

/** Where a stage is; a stack that belongs to none goes wherever its deployer is signed in. */
export interface Place {
  account: string;
  region: string;
}

interface Rule {
  code: string;
  /** The settings that it is about: while one of them cannot be used by itself, nothing is said of them together. */
  of: readonly SettingName[];
  /** What is wrong, and what to do; undefined where nothing is. */
  complaint(values: SettingValues, place: Place | undefined): string | undefined;
}

/** An SSM parameter holds 4096 characters; the version takes some. */
const MOST_CHARACTERS = 4000;

/** Settings that are right each by itself, and wrong together. */
const RULES: readonly Rule[] = [
  {
    code: 'no_tracker',
    of: ['LINEAR', 'JIRA_SITE_URL'],
    complaint: ({ LINEAR, JIRA_SITE_URL }) =>
      LINEAR === 'off' && JIRA_SITE_URL === undefined
        ? 'LINEAR is off and JIRA_SITE_URL is not set: there is no tracker. Set one of the two.'
        : undefined,
  },
  {
    code: 'two_alarm_targets',
    of: ['ALARM_EMAIL', 'ALARM_TOPIC_ARN'],
    complaint: ({ ALARM_EMAIL, ALARM_TOPIC_ARN }) =>
      ALARM_EMAIL !== undefined && ALARM_TOPIC_ARN !== undefined
        ? 'ALARM_EMAIL and ALARM_TOPIC_ARN are both set: alarms go to one of the two. Unset one.'
        : undefined,
  },
  {
    code: 'jira_without_cloud_id',
    of: ['JIRA_TOKEN_KIND', 'JIRA_CLOUD_ID'],
    complaint: ({ JIRA_TOKEN_KIND, JIRA_CLOUD_ID }) =>
      JIRA_TOKEN_KIND === 'oauth' && JIRA_CLOUD_ID === undefined
        ? 'JIRA_TOKEN_KIND is oauth and JIRA_CLOUD_ID is not set: access tokens are taken there only. Set JIRA_CLOUD_ID; https://SITE.atlassian.net/_edge/tenant_info shows it.'
        : undefined,
  },
  {
    code: 'jira_without_site',
    of: ['JIRA_TOKEN_KIND', 'JIRA_CLOUD_ID', 'JIRA_SITE_URL'],
    complaint: ({ JIRA_TOKEN_KIND, JIRA_CLOUD_ID, JIRA_SITE_URL }) =>
      (JIRA_TOKEN_KIND !== undefined || JIRA_CLOUD_ID !== undefined) && JIRA_SITE_URL === undefined
        ? 'JIRA_CLOUD_ID or JIRA_TOKEN_KIND is set and JIRA_SITE_URL is not: there is no Jira then. Set JIRA_SITE_URL, or unset the others.'
        : undefined,
  },
  {
    code: 'github_addresses_mixed',
    of: ['GITHUB_API_URL', 'GITHUB_WEB_URL', 'GITHUB_OIDC_ISSUER'],
    complaint: ({ GITHUB_API_URL, GITHUB_WEB_URL, GITHUB_OIDC_ISSUER }) => {
      const [, subdomain] = /^https:\/\/api\.([\w-]+)\.ghe\.com\/?$/.exec(GITHUB_API_URL) ?? [];
      if (subdomain === undefined) return undefined;
      const [web, issuer] = [`https://${subdomain}.ghe.com`, `https://token.actions.${subdomain}.ghe.com`];
      if (GITHUB_WEB_URL === web && GITHUB_OIDC_ISSUER === issuer) return undefined;
      return `GITHUB_API_URL is of ${subdomain}.ghe.com, and another one is not. Set GITHUB_WEB_URL to ${web} and GITHUB_OIDC_ISSUER to ${issuer}.`;
    },
  },
  {
    code: 'fly_incomplete',
    of: ['FLY_APP', 'FLY_ORG', 'FLY_IMAGE'],
    complaint(values) {
      const missing = (['FLY_APP', 'FLY_ORG', 'FLY_IMAGE'] as const).filter((name) => values[name] === undefined);
      if (missing.length === 0 || missing.length === 3) return undefined;
      return `FLY_APP, FLY_ORG and FLY_IMAGE go together, and ${missing.join(' and ')} is not set. Set all three, or none.`;
    },
  },
  {
    code: 'fly_without_app',
    of: ['FLY_APP', 'FLY_ALLOWED_IMAGES', 'FLY_REGIONS'],
    complaint: ({ FLY_APP, FLY_ALLOWED_IMAGES, FLY_REGIONS }) =>
      FLY_APP === undefined && (FLY_ALLOWED_IMAGES !== undefined || FLY_REGIONS !== undefined)
        ? 'FLY_ALLOWED_IMAGES or FLY_REGIONS is set and FLY_APP is not: there are no machines then. Set FLY_APP, or unset the others.'
        : undefined,
  },
  {
    code: 'domain_incomplete',
    of: ['DOMAIN_NAME', 'CERTIFICATE_ARN'],
    complaint: ({ DOMAIN_NAME, CERTIFICATE_ARN }) =>
      (DOMAIN_NAME === undefined) !== (CERTIFICATE_ARN === undefined)
        ? 'DOMAIN_NAME and CERTIFICATE_ARN go together, and one of them is not set. Set it, or unset the other.'
        : undefined,
  },
  {
    code: 'no_endpoint',
    of: ['DEFAULT_ENDPOINT', 'DOMAIN_NAME'],
    complaint: ({ DEFAULT_ENDPOINT, DOMAIN_NAME }) =>
      DEFAULT_ENDPOINT === 'off' && DOMAIN_NAME === undefined
        ? 'DEFAULT_ENDPOINT is off and DOMAIN_NAME is not set: nothing would lead to the API. Set DOMAIN_NAME and CERTIFICATE_ARN, or DEFAULT_ENDPOINT to on.'
        : undefined,
  },
  {
    code: 'settings_too_long',
    of: ['TAGS'],
    complaint: (values) =>
      JSON.stringify(values).length > MOST_CHARACTERS
        ? `All settings together have more than ${MOST_CHARACTERS} characters of JSON, which the note of a deployment cannot hold. Shorten TAGS.`
        : undefined,
  },
  {
    code: 'boundary_elsewhere',
    of: ['PERMISSIONS_BOUNDARY_ARN'],
    complaint({ PERMISSIONS_BOUNDARY_ARN = '' }, place) {
      const account = PERMISSIONS_BOUNDARY_ARN.split(':')[4] ?? 'aws';
      if (place === undefined || account === 'aws' || account === place.account) return undefined;
      return `PERMISSIONS_BOUNDARY_ARN is of account ${account}, and the stage in ${place.account}: a boundary is a policy of the same account. Name one of ${place.account}.`;
    },
  },
  elsewhere('ALARM_TOPIC_ARN', 'topic_elsewhere', 'CloudWatch publishes alarms to topics of their own region only'),
  elsewhere('CERTIFICATE_ARN', 'certificate_elsewhere', 'an API takes certificates of its own region only'),
  elsewhere('KMS_KEY_ARN', 'key_elsewhere', 'a key encrypts in its own region only'),
];

/** A resource that must be in the region of the stage. */
function elsewhere(name: SettingName, code: string, why: string): Rule {
  return {
    code,
    of: [name],
    complaint(values, place) {
      const region = String(values[name] ?? '').split(':')[3];
      if (place === undefined || region === undefined || region === place.region) return undefined;
      return `${name} is in ${region}, and the stage in ${place.region}: ${why}. Name one of ${place.region}.`;
    },
  };
}

/** What is wrong with settings together, whichever of them are wrong by themselves. */
export function brokenRules(
  values: SettingValues,
  { wrong, place }: { wrong: ReadonlySet<string>; place: Place | undefined },
): Problem[] {
  return RULES.flatMap(({ code, of, complaint }) => {
    const sentence = of.some((name) => wrong.has(name)) ? undefined : complaint(values, place);
    return sentence === undefined ? [] : [{ code, sentence }];
  });
}
