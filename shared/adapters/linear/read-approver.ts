import * as z from 'zod';
import { showsMarker } from './marker-labels.ts';
import { type LinearRequests, type Operation, undefinedIfGone } from './requests.ts';

const Change = z.object({
  createdAt: z.string(),
  actor: z.object({ displayName: z.string() }).nullable(),
  addedLabels: z.array(z.object({ name: z.string() })).nullable(),
});
const APPROVER: Operation<{ issue: { history: { nodes: z.infer<typeof Change>[] } } }> = {
  name: 'Approver',
  document: `query Approver($id: String!) {
    issue(id: $id) { history(first: 50) { nodes { createdAt actor { displayName } addedLabels { name } } } }
  }`,
  answer: z.object({ issue: z.object({ history: z.object({ nodes: z.array(Change) }) }) }),
};

/** Who put the label on the last time, within the newest 50 changes of the ticket; one request. */
export async function readApprover(linear: LinearRequests, ticketId: string): Promise<string | undefined> {
  const issue = (await linear.send(APPROVER, { id: ticketId }).catch(undefinedIfGone))?.issue;
  const approvals = (issue?.history.nodes ?? []).filter(({ addedLabels }) =>
    addedLabels?.some(({ name }) => showsMarker(name, 'plan_approved')),
  );
  return approvals.sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]?.actor?.displayName;
}
