import { PAGE_ROWS, type RunList, type RunsQuery } from '../../../shared/contract/run-list.ts';
import { isLive, type Run } from '../../../shared/domain/run.ts';
import { dayOf } from '../../../shared/domain/spending.ts';
import { DAY_MS, type Instant, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { namedMapping } from '../mappings/named-mapping.ts';
import { presentRun } from './present-run.ts';

/** One call reads so many parts of days: a search that finds little says how far it looked, and goes on from there. */
const MOST_READS = 16;
/** Of a day at once. */
const READ_ROWS = 100;
/** Nothing older is looked for. */
const FARTHEST_MS = 400 * DAY_MS;

type Place = Pick<Run, 'reservedAt' | 'runId'>;

interface Found {
  runs: Run[];
  /** All runs after it were looked at. */
  edge: Place;
  isEnd: boolean;
}

/** Runs that are wanted, newest first, a page at a time. */
export async function listRuns(
  deps: Pick<AdminDeps, 'runs' | 'mappings' | 'clock'>,
  query: RunsQuery,
): Promise<RunList> {
  const now = deps.clock.now();
  const [mappings, found] = await Promise.all([deps.mappings.all(), find(deps, query, now)]);
  const { runs, edge, isEnd } = found;
  const shown = runs.slice(0, PAGE_ROWS);
  const last = shown.at(-1);
  const isCut = runs.length > shown.length;
  return {
    now,
    runs: shown.map(presentRun),
    ...(isCut && last !== undefined && { next: cursorOf(last) }),
    ...(!(isCut || isEnd) && { next: cursorOf(edge) }),
    searchedTo: dayOf(isCut && last !== undefined ? last.reservedAt : edge.reservedAt),
    mappings: mappings.map(namedMapping),
  };
}

async function find(deps: Pick<AdminDeps, 'runs'>, query: RunsQuery, now: Instant): Promise<Found> {
  const open = (await deps.runs.open()).filter((run) => isWanted(run, query));
  let { day, edge } = beginOf(query, now);
  if (query.status === 'live') return { runs: open.sort(newestFirst), edge: beginningOf(day), isEnd: true };
  const oldest = query.day ?? dayOf(plus(now, -FARTHEST_MS));
  const over: Run[] = [];
  for (let reads = 0; reads < MOST_READS && day >= oldest && !isFull(over, open, edge); reads += 1) {
    const read = await deps.runs.startedOn(day, { limit: READ_ROWS, before: edge });
    over.push(...read.filter((run) => isWanted(run, query)));
    // Until nothing is left of a day: a record that cannot be read is left out of a page.
    edge = read.at(-1) ?? beginningOf(day);
    if (read.length === 0) day = dayBefore(day);
  }
  const isEnd = day < oldest;
  const seen = open.filter((run) => isEnd || !isBefore(run, edge));
  // One that ended meanwhile stands in both.
  const found = new Map([...seen, ...over].map((run) => [run.runId, run]));
  return { runs: [...found.values()].sort(newestFirst), edge, isEnd };
}

/** The newest day that is looked at, and the place in it. */
function beginOf(query: RunsQuery, now: Instant): { day: string; edge: Place } {
  const after = query.after === undefined ? undefined : placeOf(query.after);
  const day = query.day ?? dayOf(after?.reservedAt ?? now);
  return { day, edge: after !== undefined && dayOf(after.reservedAt) === day ? after : beginningOf(dayAfter(day)) };
}

function isWanted(run: Run, query: RunsQuery): boolean {
  return matches(run, query) && (query.after === undefined || isBefore(run, placeOf(query.after)));
}

function isFull(over: readonly Run[], open: readonly Run[], edge: Place): boolean {
  return over.length + open.filter((run) => !isBefore(run, edge)).length > PAGE_ROWS;
}

function matches(run: Run, query: RunsQuery): boolean {
  const { day, status, phase, mapping, repository, code, ticket } = query;
  const pairs: [wanted: string | undefined, is: string | undefined][] = [
    [day, dayOf(run.reservedAt)],
    [status, status === 'live' && isLive(run.status) ? 'live' : run.status],
    [phase, run.phase],
    [mapping, run.mappingId],
    [repository?.toLowerCase(), `${run.owner}/${run.repo}`.toLowerCase()],
    [code, run.failure?.code],
  ];
  const isOfTicket = ticket === undefined || run.ticketKey.toLowerCase().startsWith(ticket.toLowerCase());
  return isOfTicket && pairs.every(([wanted, is]) => wanted === undefined || wanted === is);
}

function cursorOf({ reservedAt, runId }: Place): string {
  return `${reservedAt}#${runId}`;
}

function placeOf(cursor: string): Place {
  const [reservedAt = '', runId = ''] = cursor.split('#');
  return { reservedAt, runId };
}

/** Before the first run of a day, and after all of them in the list. */
function beginningOf(day: string): Place {
  return { reservedAt: `${day}T00:00:00.000Z`, runId: '' };
}

function dayAfter(day: string): string {
  return dayOf(plus(beginningOf(day).reservedAt, DAY_MS));
}

function dayBefore(day: string): string {
  return dayOf(plus(beginningOf(day).reservedAt, -DAY_MS));
}

function isBefore(run: Place, place: Place): boolean {
  return cursorOf(run) < cursorOf(place);
}

function newestFirst(a: Run, b: Run): number {
  return cursorOf(a) < cursorOf(b) ? 1 : -1;
}
