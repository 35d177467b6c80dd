import { remedyBeside } from '../failures/failure-row.ts';
import type { Phase, Run, RunStatus } from '../run.ts';
import { asReported, type RunNews } from '../run-news.ts';
import { usdWords } from '../spending.ts';
import { elapsedMs, HOUR_MS, MINUTE_MS } from '../time.ts';
import { type Notification, notificationOf } from './notification.ts';

const PHASE_WORDS: Record<Phase, string> = {
  planning: 'planning',
  implementation: 'implementation',
  'gap-fill': 'follow-up',
};

const END_WORDS: Partial<Record<RunStatus, string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'was given up',
  cancelled: 'was cancelled',
};

interface Around {
  mappingName: string;
  adminUrl: string;
}

/** A run was admitted. */
export function begunNotification(run: Run, around: Around): Notification {
  return notificationOf({
    id: `run ${run.runId} begun`,
    title: `${run.ticketKey}: ${PHASE_WORDS[run.phase]} begins`,
    facts: [
      ...placeOf(run, around),
      ['Try', run.attempt > 1 ? String(run.attempt) : undefined],
      ['May cost', run.budgetUsdPerRun === undefined ? undefined : usdWords(run.budgetUsdPerRun)],
    ],
    links: linksOf(run, around),
  });
}

/** A run is over; `isTriedAgain`: another follows by itself. */
export function endedNotification(
  news: Pick<RunNews, 'run' | 'report'>,
  around: Around & { isTriedAgain: boolean; remedy: string | undefined },
): Notification {
  const run = asReported(news);
  const isFailure = run.status === 'failed' || run.status === 'timed_out';
  return notificationOf({
    id: `run ${run.runId} ${run.status}`,
    title: `${run.ticketKey}: ${PHASE_WORDS[run.phase]} ${END_WORDS[run.status] ?? run.status}`,
    facts: [
      ...placeOf(run, around),
      ['Why', run.failure?.reason],
      ['What to do', isFailure && !around.isTriedAgain ? remedyBeside(run.failure?.reason, around.remedy) : undefined],
      ['Next', isFailure ? nextWords(around.isTriedAgain) : undefined],
      ['Duration', durationWords(run)],
      ['Cost', costWords(run)],
    ],
    links: linksOf(run, around),
  });
}

function nextWords(isTriedAgain: boolean): string {
  return isTriedAgain ? 'it is tried again by itself' : 'it waits for people';
}

function placeOf(run: Run, { mappingName }: Around) {
  return [
    ['Ticket', run.ticketTitle],
    ['Project', `${mappingName}, ${run.owner}/${run.repo}`],
  ] as const;
}

function linksOf(run: Run, { adminUrl }: Around) {
  return [
    ['Pull request', run.prUrl],
    ['Ticket', run.ticketUrl],
    ['Workflow run', run.workflowRunUrl],
    ['Admin', `${adminUrl}/runs/${run.runId}`],
  ] as const;
}

/** From its admission on; minutes are near enough. */
function durationWords({ reservedAt, endedAt }: Run): string | undefined {
  if (endedAt === undefined) return undefined;
  const ms = elapsedMs(reservedAt, endedAt);
  if (ms < MINUTE_MS) return 'less than a minute';
  const [hours, minutes] = [Math.floor(ms / HOUR_MS), Math.floor((ms % HOUR_MS) / MINUTE_MS)];
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes} min`;
}

function costWords({ usage }: Run): string | undefined {
  if (usage === undefined) return undefined;
  return `${usdWords(usage.costUsd)}${usage.isNotional === true ? ', paid by a subscription' : ''}`;
}
