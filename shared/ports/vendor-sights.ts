/**
 * What a vendor answered when a credential was shown to it: what can be seen with it, why it is refused, or that there was no answer of
 * the vendor's own, with its cause in words that hold no secret.
 */
export type Sight<Seen, Refused extends string> = { seen: Seen } | { refused: Refused } | { unanswered: string };

/** `unusable`: nothing can be signed with the key, so nobody was asked. */
export type AppRefusal = 'unusable' | 'not_taken';

/** Our GitHub App as it sees itself. */
export interface AppSeen {
  appId: string;
  slug: string;
  name: string;
  owner: string;
  /** Its page for its owner. */
  settingsUrl: string;
  /** Where accounts install it. */
  installUrl: string;
  /** What it asks for: levels by name, and events. */
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
  hook: { url: string | undefined; contentType: string | undefined; hasSecret: boolean };
  installations: readonly AppInstalled[];
}

/** An account that installed the App, and what it accepted. */
export interface AppInstalled {
  owner: string;
  isSuspended: boolean;
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
  /** Where the account changes it. */
  url: string;
}

/** Linear as the owner of an API key sees it. */
export interface LinearSeen {
  person: string;
  workspace: string;
  /** Keys of teams, 50 at most. */
  teams: readonly string[];
}

/** `scope`: the token is taken, and lacks a scope. */
export type JiraRefusal = 'not_taken' | 'scope';

/** A site of Jira as our account sees it. */
export interface JiraSeen {
  person: string;
  /** Names of our fields that the site has not, or has twice where one is needed. */
  fields: Readonly<
    Record<'status' | 'repo', { name: string; id: string } | { name: string; problem: 'missing' | 'doubled' }>
  >;
  /** Options that the status field lacks; empty while there is no field. */
  missingValues: readonly string[];
}

/** `no_app`: there is no such app, or the token does not reach it. */
export type FlyRefusal = 'not_taken' | 'no_app';

/** The app of runs as its token sees it. */
export interface FlySeen {
  app: string;
  /** The slug of its organisation. */
  organisation: string;
}
