import { deploymentSettings } from '../../../infra/settings.ts';
import type { Stage } from '../../../infra/stage.ts';
import type { SecretName } from '../../../shared/contract/env.ts';

/** Secrets as they are stored; one that is not set is not there. */
export type SecretValues = Partial<Record<SecretName, string>>;

/** A deployment as setup and doctor see it, on AWS or on a laptop: whom it talks to, and how it is set up. */
export interface Target {
  /** As people call it. */
  title: string;
  /** Ends a remedy: how something that was renewed is stored. */
  store: string;
  /** Empty: there is no Linear. */
  linearApiUrl: string;
  /** Empty: there is no Jira. */
  jiraSiteUrl: string;
  jiraCloudId: string;
  jiraTokenKind: 'api' | 'oauth';
  /** Where Jira takes tokens with scopes. @default https://api.atlassian.com */
  jiraGatewayUrl?: string;
  githubApiUrl: string;
  githubWebUrl: string;
  /** Where runs have machines on Fly. @default nowhere */
  fly?: { apiUrl: string; app: string; organisation: string } | undefined;
  /** Where runners and webhooks reach it, without a trailing slash; undefined while nothing is deployed. */
  publicUrl: string | undefined;
  /** How long to wait for one answer of a vendor. @default 10 s */
  timeoutMs?: number;
}

/** A stage as its file and the environment describe it. `publicUrl`: of what is deployed. */
export function targetOf(stage: Stage, publicUrl: string | undefined): Target {
  const settings = deploymentSettings(stage.values);
  return {
    title: `stage ${stage.name}`,
    store: `then run \`npm run setup -- ${stage.name}\``,
    linearApiUrl: settings.linearApiUrl,
    jiraSiteUrl: settings.jiraSiteUrl,
    jiraCloudId: settings.jiraCloudId,
    jiraTokenKind: settings.jiraTokenKind,
    githubApiUrl: settings.githubApiUrl.replace(/\/$/, ''),
    githubWebUrl: settings.githubWebUrl.replace(/\/$/, ''),
    fly: settings.fly && flyOf('https://api.machines.dev/v1', settings.fly),
    publicUrl: settings.publicUrl ?? publicUrl,
  };
}

/** The organisation stands in the address of what vouches for its machines. */
export function flyOf(apiUrl: string, { app, issuer }: { app: string; issuer: string }): Target['fly'] {
  return { apiUrl, app, organisation: issuer.split('/').at(-1) ?? '' };
}

/** Where the webhook of the GitHub App is to lead. */
export function webhookUrlOf({ publicUrl }: Target): string | undefined {
  return publicUrl === undefined ? undefined : `${publicUrl}/github/webhook`;
}
