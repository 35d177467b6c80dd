import type { TrackerName } from '../domain/ticket.ts';
import { SECRETS } from './env.ts';

/** What an admin reads while a tracker refuses our credential: what to renew, and where. Nothing is lost meanwhile. */
export const REFUSED_CREDENTIAL: Readonly<Record<TrackerName, string>> = {
  linear:
    'Linear refuses the credential: the API key was revoked, or its owner was removed. Make another one and store it in ' +
    `the parameter ${SECRETS.linearApiKey}; functions that run read it when they next start.`,
  jira:
    'Jira refuses the credential: the token has expired (they live a year at most), was revoked, or lacks a scope (read:jira-work, ' +
    'write:jira-work and read:jira-user are needed). Make another one and store it in ' +
    `the parameter ${SECRETS.jiraToken}; all goes on within 15 minutes.`,
};
