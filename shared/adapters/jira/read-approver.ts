import * as z from 'zod';
import { STATUS_FIELD } from './fields.ts';
import { type JiraRequests, undefinedIfGone } from './requests.ts';
import type { StatusValue } from './status-values.ts';

const Change = z.object({
  created: z.coerce.date(),
  author: z.object({ displayName: z.string() }).nullish(),
  items: z.array(z.object({ field: z.string().nullish(), toString: z.string().nullish() })),
});
/** The newest changes come with the issue. */
const Changed = z.object({ changelog: z.object({ histories: z.array(Change) }) });
const APPROVED: StatusValue = 'Plan Approved';

/** Who chose the value the last time, within the changes that Jira tells with an issue; one request. */
export async function readApprover(jira: JiraRequests, ticketId: string): Promise<string | undefined> {
  const input = { issueIdOrKey: encodeURIComponent(ticketId), fields: ['summary'], expand: 'changelog' };
  const issue = await jira.send('Approver', (calls) => calls.issue(input), Changed).catch(undefinedIfGone);
  const approvals = (issue?.changelog.histories ?? []).filter(({ items }) =>
    items.some((item) => item.field === STATUS_FIELD && item.toString === APPROVED),
  );
  return approvals.sort((a, b) => b.created.getTime() - a.created.getTime())[0]?.author?.displayName;
}
