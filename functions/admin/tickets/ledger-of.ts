import type { Stretch } from '../../../shared/contract/ticket-views.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { isLive, type Run } from '../../../shared/domain/run.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import { presentRun } from '../runs/present-run.ts';

export interface LedgerOf {
  record: TicketRecord;
  runs: readonly Run[];
  pulls: readonly Pick<PullRequestRecord, 'url' | 'state' | 'updatedAt'>[];
  /** Why it does not run now, for people. */
  why: string | undefined;
  now: Instant;
}

const WORK: Readonly<Record<Run['phase'], string>> = {
  planning: 'Planning',
  implementation: 'Implementation',
  'gap-fill': 'Follow-up',
};

/** The way of a ticket from its mark to its merge, in stretches without a gap: what it waited for is as much of it as what was done. */
export function ledgerOf(of: LedgerOf): Stretch[] {
  const runs = [...of.runs].sort((a, b) => a.reservedAt.localeCompare(b.reservedAt));
  const stretches: Stretch[] = [];
  let at = earlier(of.record.createdAt, runs[0]?.reservedAt);
  for (const [index, run] of runs.entries()) {
    const what = waitBefore(run, runs[index - 1], of.record);
    if (run.reservedAt > at) stretches.push({ kind: 'wait', from: at, to: run.reservedAt, ...what });
    stretches.push(...stretchesOf(run));
    at = run.endedAt ?? of.now;
  }
  const last = runs.at(-1);
  const isUnderWay = last !== undefined && isLive(last.status);
  return isUnderWay ? stretches : [...stretches, ...afterRuns(of, at)];
}

function earlier(a: Instant, b: Instant | undefined): Instant {
  return b !== undefined && b < a ? b : a;
}

/** Until its jobs begin nothing is done, and nothing costs. */
function stretchesOf(run: Run): Stretch[] {
  const { reservedAt, startedAt, endedAt, phase, attempt } = run;
  const start: Stretch = {
    ...{ kind: 'start', from: reservedAt, to: startedAt ?? endedAt, what: 'Starts, or waits for a machine' },
    ...(startedAt === undefined && { run: presentRun(run) }),
  };
  if (startedAt === undefined) return [start];
  const what = attempt > 1 ? `${WORK[phase]}, attempt ${attempt}` : WORK[phase];
  const detail = run.failure?.reason;
  const work: Stretch = {
    kind: 'work',
    from: startedAt,
    to: endedAt,
    what,
    ...(detail && { detail }),
    run: presentRun(run),
  };
  return startedAt > reservedAt ? [start, work] : [work];
}

/** What a ticket waited for before a run, by what was before it. */
function waitBefore(run: Run, before: Run | undefined, record: TicketRecord): Pick<Stretch, 'what' | 'detail'> {
  if (before === undefined) return { what: 'Waits for its turn', detail: 'From the mark to the first run.' };
  if (run.attempt > 1) return { what: 'Waits for its next attempt', detail: before.failure?.reason };
  if (before.status !== 'succeeded') return { what: 'Waits for a person', detail: before.failure?.reason };
  if (run.phase === 'gap-fill') return { what: 'In review' };
  if (before.phase !== 'planning' || run.phase !== 'implementation') return { what: 'Waits for its turn' };
  const { by } = record.plan?.runId === before.runId ? (record.plan.approval ?? {}) : {};
  return by === undefined || by === 'mapping'
    ? { what: 'Waits for its turn' }
    : { what: 'Waits for approval', detail: `Approved by ${by}.` };
}

/** What came after the last run: a review until it was merged or closed, or what it waits for now. */
function afterRuns({ record, pulls, why, now }: LedgerOf, from: Instant): Stretch[] {
  const over = pulls.find(({ url }) => url === record.prUrl);
  if (record.status === 'merged' || record.status === 'closed') {
    const until = over !== undefined && over.state !== 'open' ? over.updatedAt : record.updatedAt;
    const to = until > from ? until : from;
    return [{ kind: 'wait', from, to, what: `In review, then ${record.status}` }];
  }
  if (now <= from) return [];
  if (record.status === 'pr_ready') return [{ kind: 'wait', from, what: 'In review', ...(why && { detail: why }) }];
  return [{ kind: 'wait', from, what: 'Waits', ...(why && { detail: why }) }];
}
