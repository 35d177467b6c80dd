import type { Run } from '../../shared/domain/run.ts';
import { costOf, wholeUsd } from '../../shared/domain/spending.ts';
import type { StartOutcome } from '../../shared/ports/run-store.ts';
import type { ReserveOutcome } from '../../shared/ports/spending-store.ts';
import type { Call } from './watch.ts';
import { TICKET_IDS, type World } from './world.ts';

/** Of one run, in every world. */
const CAP_USD = 10;

/** Looks at money after an effect. */
export async function checkMoney(world: World, { port, method, args }: Call, answer: unknown): Promise<void> {
  const { money } = world;
  if (port === 'spending' && method === 'reserve' && (answer as ReserveOutcome).outcome === 'spent')
    money.refusals += 1;
  if (port === 'spending' && method === 'markWarned' && answer === 'marked')
    noteWarning(world, JSON.stringify(args[0]));
  if (method !== 'start' || (answer as StartOutcome).outcome !== 'started') return;
  await checkGate(world, (answer as Extract<StartOutcome, { outcome: 'started' }>).run);
}

function noteWarning({ money, monitor }: World, of: string): void {
  if (money.warnings.includes(of)) monitor.violate(`${of} is warned of twice`);
  money.warnings.push(of);
}

/** A run passes the gate: all that may be spent by now is within its budgets, and at most one cap beyond. */
async function checkGate(world: World, run: Run): Promise<void> {
  const { money, fakes } = world;
  if (money.passed.has(run.runId)) return;
  const ticket = await fakes.spending.read({ of: 'ticket', tracker: run.tracker, ticketId: run.ticketId });
  const counted = ticket?.inFlight[run.runId];
  if (counted === undefined) return world.monitor.violate(`${run.runId} passes the gate and is not counted`);
  money.passed.set(run.runId, { run, day: counted.day });
  const mapping = await fakes.mappings.read(counted.mappingId);
  if (mapping === undefined) return;
  const { mappingId, day } = counted;
  const ofDay = await fakes.spending.read({ of: 'day', mappingId, day });
  const limits = [
    {
      name: run.ticketId,
      limit: mapping.budgetUsdPerTicket,
      raised: ticket,
      isOf: (other: Run) => other.ticketId === run.ticketId,
    },
    {
      name: `${mapping.name} on ${day}`,
      limit: mapping.budgetUsdPerDay,
      raised: ofDay,
      isOf: (other: Run, otherDay: string) => other.mappingId === mappingId && otherDay === day,
    },
  ];
  for (const { name, limit, raised, isOf } of limits) {
    const spent = await spentBy(world, isOf);
    if (spent > Math.max(limit, raised?.raisedToUsd ?? 0) + CAP_USD)
      world.monitor.violate(`the budget of ${name} is overspent: ${spent}`);
  }
}

async function spentBy({ money, fakes }: World, isOf: (run: Run, day: string) => boolean): Promise<number> {
  let sum = 0;
  for (const { run, day } of money.passed.values()) {
    if (!isOf(run, day)) continue;
    const stored = await fakes.runs.readReport(run.runId);
    sum += stored?.report.usage?.costUsd ?? run.budgetUsdPerRun ?? 0;
  }
  return wholeUsd(sum);
}

/** What one run says that it cost; now and then it does not know. */
export function usageOf({ random }: World, capUsd = CAP_USD) {
  if (random.chance(0.1)) return {};
  const costUsd = wholeUsd(random.next() * capUsd);
  return { usage: { turns: 3, inputTokens: 100, outputTokens: 10, costUsd } };
}

/** What runs cost, what their tickets and what their days count is one sum; nothing is held any more. */
export async function checkSums({ fakes, monitor }: World): Promise<void> {
  const all: Run[] = [];
  for (const ticketId of TICKET_IDS) {
    const runs = await fakes.runs.ofTicket({ tracker: 'linear', ticketId });
    all.push(...runs);
    const { committedUsd = 0, inFlight = {} } =
      (await fakes.spending.read({ of: 'ticket', tracker: 'linear', ticketId })) ?? {};
    if (costOfAll(runs) !== committedUsd)
      monitor.violate(`${ticketId} counts ${committedUsd} and its runs cost ${costOfAll(runs)}`);
    for (const runId of Object.keys(inFlight)) monitor.violate(`the budget of ${ticketId} holds ${runId} for ever`);
  }
  const mappingIds = [...new Set(all.map(({ mappingId }) => mappingId))];
  const days = (await Promise.all(mappingIds.map((mappingId) => fakes.spending.daysOf(mappingId, '')))).flat();
  const ofDays = sumOf(days.map(({ committedUsd }) => committedUsd));
  if (costOfAll(all) !== ofDays) monitor.violate(`all days count ${ofDays} and all runs cost ${costOfAll(all)}`);
}

function costOfAll(runs: readonly Run[]): number {
  return sumOf(runs.map((run) => costOf(run)?.usd ?? 0));
}

function sumOf(costs: readonly number[]): number {
  return wholeUsd(costs.reduce((sum, usd) => sum + usd, 0));
}
