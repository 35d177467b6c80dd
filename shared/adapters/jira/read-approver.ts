import * as z from 'zod';
import { type JiraRequests, undefinedIfGone } from './requests.ts';
import type { StatusValue } from './status-values.ts';

/** Without what every object inherits: a field may be absent, and a function would stand in its place. */
const ownKeys = (value: unknown) =>
  typeof value === 'object' && value !== null ? Object.assign(Object.create(null), value) : value;
const Item = z.preprocess(ownKeys, z.object({ fieldId: z.string().nullish(), toString: z.string().nullish() }));
const Change = z.object({
  created: z.coerce.date(),
  author: z.object({ displayName: z.string() }).nullish(),
  items: z.array(Item),
});
/** The newest changes come with the issue. */
const Changed = z.object({ changelog: z.object({ histories: z.array(Change) }) });
const APPROVED: StatusValue = 'Plan Approved';

/**
 * Who chose the value in one of these fields the last time, within the changes that Jira tells with an issue; one request.
 * Fields are known by their ids: people rename them, and two may bear one name.
 */
export async function readApprover(
  jira: JiraRequests,
  ticketId: string,
  statusFieldIds: readonly string[],
): Promise<string | undefined> {
  const input = { issueIdOrKey: encodeURIComponent(ticketId), fields: ['summary'], expand: 'changelog' };
  const issue = await jira.send('Approver', (calls) => calls.issue(input), Changed).catch(undefinedIfGone);
  const approvals = (issue?.changelog.histories ?? []).filter(({ items }) =>
    items.some((item) => statusFieldIds.includes(item.fieldId ?? '') && item.toString === APPROVED),
  );
  return approvals.sort((a, b) => b.created.getTime() - a.created.getTime())[0]?.author?.displayName;
}
