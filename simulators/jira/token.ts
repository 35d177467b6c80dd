import { randomBytes } from 'node:crypto';

/** A token as the simulated Jira gives it. */
export function makeJiraToken(): string {
  return `jira_${randomBytes(20).toString('hex')}`;
}
