import type { Overview } from '../../../shared/contract/admin.ts';
import type { BlockedTicket } from '../../../shared/contract/blocked-ticket.ts';
import { BLOCKED_WORDS } from '../../../shared/contract/blocked-words.ts';
import type { PullRequestView } from '../../../shared/contract/pull-request-views.ts';
import type { AskAdmin } from '../../../simulators/people/admin-session.ts';

/** Why a ticket does not run, or what became of it, as lines. `key`: as people write it, in any capitals. */
export async function whyNot(ask: AskAdmin, key: string): Promise<string[]> {
  const isIt = (one: string | undefined) => one?.toLowerCase() === key.toLowerCase();
  const overview = await ask('readOverview');
  const live = overview.runs.filter(({ ticketKey }) => isIt(ticketKey)).map(liveLines);
  const blocked = (await ask('listBlocked')).tickets.filter((ticket) => isIt(ticket.key)).map(blockedLines);
  const { open, over } = await ask('listPullRequests');
  const pulls = [...open, ...over].filter(({ ticket }) => isIt(ticket?.key)).map(pullLine);
  const found = [...live, ...blocked].flat();
  if (found.length + pulls.length > 0) return [...found, ...pulls];
  const last = overview.recent.filter(({ ticketKey }) => isIt(ticketKey)).slice(0, 1);
  if (last.length > 0) return last.flatMap(lastLines);
  return [
    `Nothing is known of ${key}. It is taken in by the next poll once it is open, bears the trigger, and is of a mapping's team or project.`,
    ...(overview.mappingCount === 0 ? ['There is no mapping yet: add one in the admin UI, Mappings.'] : []),
    ...overview.polls.flatMap(failedPoll),
  ];
}

function liveLines({
  ticketKey,
  phase,
  status,
  isQueued,
  attempt,
  reservedAt,
  steps,
  ...run
}: Overview['runs'][number]) {
  const how = isQueued === true ? 'waits for a machine' : status;
  const step = steps.at(-1);
  return [
    `${ticketKey} runs: ${phase}, attempt ${attempt}, ${how}, begun ${reservedAt}.`,
    ...(step === undefined ? [] : [`  Newest step: ${step.name}, ${step.status}.`]),
    ...(run.workflowRunUrl === undefined ? [] : [`  ${run.workflowRunUrl}`]),
    `  Run ${run.runId}`,
  ];
}

function blockedLines({ key, reason, detail, since, lastRunId, ...can }: BlockedTicket) {
  const moves = [
    ...(can.canApprove ? ['approve its plan'] : []),
    ...(can.canRetry ? ['retry it'] : []),
    ...(can.canUnpark ? ['unpark it'] : []),
    ...(can.canCancel ? ['cancel what is due'] : []),
  ];
  return [
    `${key} does not run. ${BLOCKED_WORDS[reason]}: ${detail}`,
    `  Since ${since}${lastRunId === undefined ? '' : `; last run ${lastRunId}`}`,
    ...(moves.length === 0 ? [] : [`  On the admin UI's page Blocked you can ${moves.join(', or ')}.`]),
  ];
}

function pullLine({ ticket, url, state, running, next }: PullRequestView): string {
  const goesOn = running === undefined ? '' : `; a follow-up works on it (run ${running.runId})`;
  const comes = next === undefined ? '' : `; a follow-up is due at ${next.notBefore}`;
  return `${ticket?.key} has a pull request, ${state}: ${url}${goesOn}${comes}${next?.heldBy === undefined ? '' : `, held: ${next.heldBy}`}`;
}

function lastLines({
  ticketKey,
  runId,
  phase,
  status,
  endedAt,
  failureReason,
  failureRemedy,
  prUrl,
}: Overview['recent'][number]) {
  return [
    `${ticketKey} has run: ${phase} ${status}${endedAt === undefined ? '' : ` at ${endedAt}`}, run ${runId}.`,
    ...[failureReason, failureRemedy, prUrl].flatMap((line) => (line === undefined ? [] : [`  ${line}`])),
  ];
}

function failedPoll({ tracker, failuresInARow, lastError }: Overview['polls'][number]): string[] {
  if (failuresInARow === 0) return [];
  return [`The last ${failuresInARow} polls of ${tracker} failed: ${lastError ?? 'see the log of poll-tickets'}.`];
}
