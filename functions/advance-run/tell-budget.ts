import { budgetComment } from '../../shared/domain/budget-comment.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Run } from '../../shared/domain/run.ts';
import { type TicketRef, ticketName } from '../../shared/domain/ticket.ts';
import { type SpentBudget, withComment } from '../../shared/domain/ticket-record.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';
import { showTicket } from './show-ticket.ts';

const TRIES = 5;

/** Says on a ticket whose run a budget refused what was spent, by which runs, and how to raise it; once for each such budget. */
export async function tellBudget(
  deps: AdvanceRunDeps,
  { mappingId, budget, ...ref }: TicketRef & { mappingId: string; budget: SpentBudget },
): Promise<string> {
  const mapping = await deps.mappings.read(mappingId);
  if (mapping === undefined) return 'dropped: its project mapping was deleted';
  const commentId = deps.ids.uuidFrom(`${ticketName(ref)} ${budgetName(budget)}`);
  const body = await budgetWords(deps, ref, mapping, budget);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const record = await deps.tickets.read(ref);
    if (record === undefined) return 'dropped: no such ticket';
    const told = withComment(record, { commentId, body });
    const written = await deps.tickets.write({ ...told, updatedAt: deps.clock.now() });
    if (written.outcome === 'written') return showTicket(deps, ref);
  }
  throw new Error(`ticket ${ref.ticketId} kept changing while it was told of its budget`);
}

/** Tells one that people were told of from any other. */
export function budgetName({ of, limitUsd, day }: SpentBudget): string {
  return `budget ${of === 'ticket' ? of : day} ${limitUsd}`;
}

export async function budgetWords(
  deps: AdvanceRunDeps,
  ref: TicketRef,
  mapping: ProjectMapping,
  budget: SpentBudget,
): Promise<string> {
  const runs = budget.of === 'ticket' ? await deps.runs.ofTicket(ref) : await runsOfDay(deps, mapping, budget.day);
  const { version, adminUrl } = deps;
  return budgetComment({ budget, mappingName: mapping.name, runs, version, adminUrl });
}

async function runsOfDay(deps: AdvanceRunDeps, { mappingId }: ProjectMapping, day: string): Promise<Run[]> {
  const found = [...(await deps.runs.open()), ...(await deps.runs.startedOn(day))];
  const runs = new Map(found.map((run) => [run.runId, run]));
  return [...runs.values()].filter((run) => run.mappingId === mappingId && run.reservedAt.startsWith(day));
}
