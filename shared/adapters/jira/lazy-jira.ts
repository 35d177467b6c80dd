import type { MappingStore } from '../../ports/mapping-store.ts';
import type { JiraOptions, JiraTracker } from './jira-tracker.ts';

/** A function's variables for Jira: where it is, and the names of what to sign in with. */
export interface JiraEnv {
  JIRA_SITE_URL: string;
  JIRA_CLOUD_ID: string;
  JIRA_EMAIL_PARAMETER: string;
  JIRA_TOKEN_PARAMETER: string;
}

export interface JiraDeps extends Pick<JiraOptions, 'onRefused'> {
  mappings: Pick<MappingStore, 'all'>;
  /** Reads secrets by the names of their parameters; `isFresh`: as they are now, whatever was read before. */
  secrets: (names: string[], options?: { isFresh: boolean }) => Promise<string[]>;
}

/**
 * Jira as a tracker; undefined in a deployment without it. Adapter and secrets are fetched with the first call: most starts
 * of a function do not need them, and what Jira lacks is no trouble of another tracker.
 */
export function lazyJira(env: JiraEnv, deps: JiraDeps): JiraTracker | undefined {
  if (env.JIRA_SITE_URL === '') return undefined;
  let opened: JiraTracker | undefined;
  const jira = async () => (opened ??= await (await import('./open-jira.ts')).openJira(env, deps));
  return {
    name: 'jira',
    marked: async (onSkipped) => (await jira()).marked(onSkipped),
    read: async (ticketId) => (await jira()).read(ticketId),
    show: async (ticketId, change) => (await jira()).show(ticketId, change),
    comment: async (ticketId, comment) => (await jira()).comment(ticketId, comment),
    ourComments: async (ticketId, ids) => (await jira()).ourComments(ticketId, ids),
    approver: async (ticketId) => (await jira()).approver(ticketId),
    related: async (ticketId) => (await jira()).related(ticketId),
    check: async (scope) => (await jira()).check(scope),
  };
}
