import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from './change-record.ts';
import { offerFollowUp } from './offer-follow-up.ts';

type PullRequestChanged = Extract<LifecycleEvent, { type: 'PullRequestChanged' }>;

/** Reads a pull request of ours anew; what waited while it was closed goes on when it is open again. */
export async function takeChange(deps: AdvanceRunDeps, event: PullRequestChanged): Promise<string> {
  const { pull, tracker, ticketId } = event;
  if ((await deps.pullRequests.read(pull)) === undefined) return 'dropped: no pull request of ours';
  const view = await deps.host.read(pull);
  const state = view?.state ?? 'closed';
  await changeRecord(deps, pull, (record) => ({ ...record, state, base: view?.base ?? record.base }));
  if (state === 'open') await offerFollowUp(deps, { pull, tracker, ticketId });
  return `noted: ${state}`;
}
