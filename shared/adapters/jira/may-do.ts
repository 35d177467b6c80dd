import * as z from 'zod';
import type { JiraRequests } from './requests.ts';

/** Permissions that we need on every ticket, by Jira's key, as its pages call them. */
const PERMISSIONS = {
  EDIT_ISSUES: 'Edit Issues',
  ADD_COMMENTS: 'Add Comments',
  EDIT_OWN_COMMENTS: 'Edit Own Comments',
} as const;
export type JiraPermission = keyof typeof PERMISSIONS;

const Permissions = z.object({ permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })) });

/**
 * The names of those of these permissions that our account lacks on a ticket; one request. Jira itself refuses as if a field or an
 * option were not there.
 */
export async function permissionsLacked(
  jira: JiraRequests,
  ticketId: string,
  keys = Object.keys(PERMISSIONS) as JiraPermission[],
): Promise<string[]> {
  const input = { issueId: ticketId, permissions: keys.join(',') };
  const { permissions } = await jira.send('MyPermissions', (calls) => calls.myPermissions(input), Permissions);
  return keys.filter((key) => permissions[key]?.havePermission === false).map((key) => PERMISSIONS[key]);
}
