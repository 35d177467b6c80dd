import type { Overview } from '../../../shared/contract/admin.ts';
import { REFUSED_CREDENTIAL } from '../../../shared/contract/refused-credential.ts';
import { type LiveRunView, NEWEST_STEPS } from '../../../shared/contract/run-views.ts';
import type { Bucket } from '../../../shared/domain/bucket.ts';
import { bucketIdOf, bucketTitleOf, type ProjectMapping } from '../../../shared/domain/mapping.ts';
import { isLive, type Run } from '../../../shared/domain/run.ts';
import { dayOf, WARNED_SHARE, wholeUsd } from '../../../shared/domain/spending.ts';
import type { Stop } from '../../../shared/domain/stop.ts';
import { TRACKERS } from '../../../shared/domain/ticket.ts';
import type { TicketRecord } from '../../../shared/domain/ticket-record.ts';
import { DAY_MS, type Instant, plus } from '../../../shared/domain/time.ts';
import { POLL_LEASE, type Polled, type PollState, WEBHOOK_SOURCES } from '../../../shared/ports/settings-store.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentRun } from '../runs/present-run.ts';
import { presentSpending } from '../spending/present-spending.ts';
import { ticketsWantingPeople } from './wanting-people.ts';

const RECENT_RUNS = 10;
/** Enough to see what is wrong; the count tells how many there are. */
const MOST_UNSHOWN = 10;
const MOST_WANTING = 50;

type Deps = Pick<
  AdminDeps,
  'tickets' | 'runs' | 'buckets' | 'mappings' | 'spending' | 'deadLetters' | 'settings' | 'stops' | 'clock'
>;

/** What goes on now: runs in flight with their steps, slots per bucket, and what needs attention. */
export async function readOverview(deps: Deps): Promise<Overview> {
  const now = deps.clock.now();
  const [open, recent, wanting, buckets, mappings, deadLetters, unshown, stop, webhooks, polled, ...polls] =
    await Promise.all([
      deps.runs.open(),
      newestOver(deps, now),
      ticketsWantingPeople(deps, now),
      deps.buckets.all(),
      deps.mappings.all(),
      deps.deadLetters.counts(),
      deps.tickets.unshown(),
      deps.stops.read(),
      webhooksOf(deps),
      deps.settings.readPolled(POLL_LEASE),
      ...TRACKERS.map((name) => deps.settings.readPollState(name)),
    ]);
  const days = await daysOfToday(deps, mappings, now);
  const live = open.filter((run) => isLive(run.status)).sort((a, b) => b.reservedAt.localeCompare(a.reservedAt));
  return {
    now,
    runs: await Promise.all(live.map((run) => withSteps(deps, run))),
    buckets: presentBuckets(buckets, mappings, live),
    wanting: wanting.slice(0, MOST_WANTING),
    wantingCount: wanting.length,
    spentTodayUsd: wholeUsd(days.reduce((sum, { spentUsd }) => sum + spentUsd, 0)),
    recent: recent.map(presentRun),
    suspended: mappings.flatMap(({ mappingId, name, suspended }) =>
      suspended === undefined ? [] : [{ mappingId, name, reason: suspended.reason, at: suspended.at }],
    ),
    unshown: unshown.slice(-MOST_UNSHOWN).reverse().map(presentUnshown),
    unshownCount: unshown.length,
    mappingCount: mappings.length,
    budgets: days.filter(({ isSpent, spentUsd, limitUsd }) => isSpent || spentUsd >= limitUsd * WARNED_SHARE),
    stop: stop && presentStop(stop, mappings),
    deadLetters,
    polls: polls.flatMap((poll) => (poll === undefined ? [] : [presentPoll(poll, polled)])),
    webhooks,
  };
}

/** A success that changed nothing of the state is noted where the poll ended. */
function presentPoll({ tracker, failuresInARow, notBefore, lastError, round, ...state }: PollState, polled: Polled) {
  const lastSucceededAt = polled[tracker] ?? state.lastSucceededAt;
  const { beganAt, tickets } = round ?? {};
  const isLong = beganAt !== undefined && tickets !== undefined;
  return {
    ...{ tracker, failuresInARow, notBefore, lastError, lastSucceededAt },
    ...(lastError === REFUSED_CREDENTIAL[tracker] && { isRefused: true }),
    ...(isLong && { round: { beganAt, tickets } }),
  };
}

async function webhooksOf({ settings }: Pick<Deps, 'settings'>): Promise<Overview['webhooks']> {
  const states = await Promise.all(
    WEBHOOK_SOURCES.map(async (source) => ({ source, ...(await settings.readWebhook(source)) })),
  );
  return states.flatMap(({ deliveredAt, ...state }) => (deliveredAt === undefined ? [] : [{ ...state, deliveredAt }]));
}

/** What each mapping spent of today's budget. */
async function daysOfToday(
  deps: Pick<Deps, 'spending'>,
  mappings: readonly ProjectMapping[],
  now: Instant,
): Promise<Overview['budgets']> {
  const day = dayOf(now);
  const all = mappings.map(async ({ mappingId, name, budgetUsdPerDay }) => {
    const spending = await deps.spending.read({ of: 'day', mappingId, day });
    return { mappingId, name, day, ...presentSpending(spending, budgetUsdPerDay) };
  });
  return Promise.all(all);
}

function presentStop({ stopId, by, at, reason, runs }: Stop, mappings: readonly ProjectMapping[]): Overview['stop'] {
  const held = mappings.filter((mapping) => mapping.stopId === stopId);
  return { by, at, reason, mappings: held.length, runs: runs.length };
}

function presentUnshown({ tracker, ticketId, key, url, unshown = [] }: TicketRecord): Overview['unshown'][number] {
  const items = unshown.map(({ subject, reason, since, isGivenUp }) => ({ subject, reason, since, isGivenUp }));
  return { tracker, ticketId, key, url, items };
}

/** The newest that are over of those that began today or yesterday. */
async function newestOver({ runs }: Pick<Deps, 'runs'>, now: Instant): Promise<Run[]> {
  const days = [now, plus(now, -DAY_MS)].map(dayOf);
  const found = await Promise.all(days.map((day) => runs.startedOn(day, { limit: RECENT_RUNS })));
  return found.flat().slice(0, RECENT_RUNS);
}

/** Answers of a function have a limit of 6 MB, and a step may fill some kilobytes: with all steps of all runs a page could fail. */
async function withSteps(deps: Pick<Deps, 'runs'>, run: Run): Promise<LiveRunView> {
  const steps = await deps.runs.steps(run.runId);
  const newest = steps.slice(-NEWEST_STEPS).map(({ type: _, ...step }) => step);
  return { ...presentRun(run), steps: newest, earlierSteps: steps.length - newest.length };
}

/** Buckets that count: those of a mapping, and those where a slot is still held. */
function presentBuckets(
  buckets: readonly Bucket[],
  mappings: readonly ProjectMapping[],
  live: readonly Run[],
): Overview['buckets'] {
  const keys = new Map(live.map((run) => [run.runId, run.ticketKey]));
  const views = buckets.map(({ bucketId, tracker, limit, slots }) => ({
    bucketId,
    title: bucketTitleOf({ tracker, bucketId }),
    limit,
    mappings: mappings.filter((mapping) => bucketIdOf(mapping) === bucketId).map((mapping) => mapping.name),
    holders: Object.entries(slots).map(([ticketId, { runId, phase, since }]) => ({
      ...{ ticketId, runId, phase, since },
      ticketKey: keys.get(runId),
    })),
  }));
  return views.filter((view) => view.mappings.length > 0 || view.holders.length > 0);
}
