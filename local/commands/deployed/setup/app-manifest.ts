import { APP_EVENTS, APP_PERMISSIONS } from '../../../../shared/contract/app-permissions.ts';

/** What a GitHub App of ours is to be, as GitHub's manifests say it. */
export interface ManifestWish {
  /** Unique on GitHub; at most 34 characters. */
  name: string;
  /** Where people find out what it is. */
  homepage: string;
  webhookUrl: string;
}

/** Where deliveries of an App go that is made before the deployment has an address: setup corrects it once it has. */
export const NOT_YET_DEPLOYED = 'https://example.com/ai-implement-is-not-deployed-yet';

/** The manifest that GitHub makes an App of. https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export function appManifest({ name, homepage, webhookUrl }: ManifestWish, redirectUrl: string) {
  return {
    name,
    url: homepage,
    hook_attributes: { url: webhookUrl, active: true },
    redirect_url: redirectUrl,
    public: false,
    default_permissions: Object.fromEntries(APP_PERMISSIONS.map(({ name: one, level }) => [one, level])),
    default_events: [...APP_EVENTS],
  };
}

/** The same for whoever types it into GitHub's form. */
export function manifestLines({ name, homepage, webhookUrl }: ManifestWish, page: string): string[] {
  return [
    `Open ${page} and enter:`,
    `  GitHub App name   ${name}`,
    `  Homepage URL      ${homepage}`,
    `  Webhook           Active, Webhook URL ${webhookUrl}; no secret: setup sets one`,
    '  Repository permissions',
    ...APP_PERMISSIONS.map(
      ({ label, level }) => `    ${label.padEnd(16)}${level === 'write' ? 'Read and write' : 'Read-only'}`,
    ),
    `  Subscribe to      ${APP_EVENTS.join(', ')}`,
    '  Where can this GitHub App be installed?  Only on this account',
    'Create it, note its App ID, and choose "Generate a private key": a .pem file is downloaded.',
  ];
}

/** Where Apps of an account are made: of an organization where one is given. */
export function newAppPage(webUrl: string, organization: string): string {
  return organization === ''
    ? `${webUrl}/settings/apps/new`
    : `${webUrl}/organizations/${encodeURIComponent(organization)}/settings/apps/new`;
}
