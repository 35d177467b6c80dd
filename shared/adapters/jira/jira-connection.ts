import { basicHeader } from './open-jira.ts';
import type { JiraConnection } from './requests.ts';

/** What Jira is signed in with: an API token goes with an e-mail, an access token of OAuth by itself. */
export type JiraToken = { email: string; apiToken: string } | { accessToken: string };

/** A connection with a credential that is known, for whoever asks once. `cloudId`: empty for a token without scopes. */
export function jiraConnection(
  { siteUrl, cloudId, gatewayUrl }: { siteUrl: string; cloudId: string; gatewayUrl?: string },
  token: JiraToken,
): JiraConnection {
  const header = 'accessToken' in token ? `Bearer ${token.accessToken}` : basicHeader(token.email, token.apiToken);
  const auth = { header: async () => header, ...(cloudId !== '' && { cloudId }) };
  return { siteUrl, auth, ...(gatewayUrl !== undefined && { gatewayUrl }) };
}
