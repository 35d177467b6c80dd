import type { SpendReport } from '../../../shared/contract/waste-views.ts';
import { isTerminal, type Run } from '../../../shared/domain/run.ts';
import { costOf, dayOf, wholeUsd } from '../../../shared/domain/spending.ts';
import { ticketName } from '../../../shared/domain/ticket.ts';
import type { TicketRecord, TicketStatus } from '../../../shared/domain/ticket-record.ts';
import { DAY_MS, plus } from '../../../shared/domain/time.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { listSpending } from './list-spending.ts';

/** Of more runs the newest are looked at, and it is said that there are more. */
const MOST_RUNS = 2000;

type Deps = Pick<AdminDeps, 'runs' | 'tickets' | 'spending' | 'mappings' | 'clock'>;
type Fate = Omit<SpendReport['fates'][number], 'usd' | 'runs'>;

/** What runs of the last days cost, by day and mapping, and by what became of it. */
export async function readSpend(deps: Deps, { days = 14 }: { days?: number | undefined }): Promise<SpendReport> {
  const from = dayOf(plus(deps.clock.now(), -(days - 1) * DAY_MS));
  const [listed, { runs, isCut }] = await Promise.all([listSpending(deps, { days }), newestRuns(deps, days)]);
  const tickets = await deps.tickets.readMany(runs);
  const records = new Map(tickets.map((ticket) => [ticketName(ticket), ticket]));
  const fates = new Map<string, SpendReport['fates'][number]>();
  for (const run of runs) {
    const fate = fateOf(run, records.get(ticketName(run)));
    const key = `${fate.fate} ${fate.cause ?? ''}`;
    const before = fates.get(key) ?? { ...fate, usd: 0, runs: 0 };
    fates.set(key, { ...before, usd: wholeUsd(before.usd + (costOf(run)?.usd ?? 0)), runs: before.runs + 1 });
  }
  const dearest = [...fates.values()].sort((a, b) => b.usd - a.usd || b.runs - a.runs);
  return { ...listed, from, runs: runs.length, isCut, fates: dearest };
}

async function newestRuns({ runs, clock }: Deps, days: number): Promise<{ runs: Run[]; isCut: boolean }> {
  const found: Run[] = [];
  for (let day = 0; day < days && found.length <= MOST_RUNS; day += 1) {
    const limit = MOST_RUNS + 1 - found.length;
    found.push(...(await runs.startedOn(dayOf(plus(clock.now(), -day * DAY_MS)), { limit })));
  }
  const over = found.filter(({ status }) => isTerminal(status));
  return { runs: over.slice(0, MOST_RUNS), isCut: found.length > MOST_RUNS };
}

/** Tickets on which nothing goes on any more without a change of theirs. */
const GIVEN_UP: readonly TicketStatus[] = ['planning_failed', 'implementation_failed', 'cancelled', 'parked'];

/** What came of a run: of one that did not succeed nothing, of one that did what became of its ticket. */
function fateOf(run: Run, record: TicketRecord | undefined): Fate {
  if (run.status !== 'succeeded') return { fate: 'thrown_away', cause: run.failure?.code ?? run.status };
  if (record?.status === 'merged') return { fate: 'merged' };
  if (record?.status === 'closed') return { fate: 'thrown_away', cause: 'closed' };
  if (record === undefined || GIVEN_UP.includes(record.status)) return { fate: 'thrown_away', cause: 'given_up' };
  return { fate: 'open' };
}
