import type { JiraTracker } from './jira-tracker.ts';
import type { JiraDeps, JiraEnv } from './open-jira.ts';

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
    marked: async (onSkipped, reach) => (await jira()).marked(onSkipped, reach),
    readMany: async (ticketIds) => (await jira()).readMany(ticketIds),
    read: async (ticketId) => (await jira()).read(ticketId),
    show: async (ticketId, change) => (await jira()).show(ticketId, change),
    comment: async (ticketId, comment) => (await jira()).comment(ticketId, comment),
    ourComments: async (ticketId, ids) => (await jira()).ourComments(ticketId, ids),
    approver: async (ticketId) => (await jira()).approver(ticketId),
    related: async (ticketId) => (await jira()).related(ticketId),
    check: async (scope) => (await jira()).check(scope),
  };
}
