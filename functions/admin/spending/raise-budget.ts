import type { SpendingView } from '../../../shared/contract/spending-views.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { limitIn, type SpendingOf, usdWords } from '../../../shared/domain/spending.ts';
import { type TicketRef, ticketName } from '../../../shared/domain/ticket.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readMapping } from '../mappings/read-mapping.ts';
import { readTicket } from '../tickets/read-ticket.ts';
import { presentSpending } from './present-spending.ts';
import { ticketBudget } from './read-ticket-spending.ts';

type Deps = Pick<AdminDeps, 'spending' | 'mappings' | 'tickets' | 'audit' | 'caller' | 'clock' | 'ids'>;

/** Raises the budget of one ticket alone; what waits for it is offered by the next poll. Pressed twice, it is raised once. */
export async function raiseTicketBudget(
  deps: Deps,
  { toUsd, ...ref }: TicketRef & { toUsd: number },
): Promise<SpendingView> {
  const { key } = await readTicket(deps, ref);
  const budgetUsd = await ticketBudget(deps, ref);
  const of: SpendingOf = { of: 'ticket', ...ref };
  return raise(deps, of, { toUsd, budgetUsd, subject: ticketName(ref), name: key });
}

/** The same of one day of a mapping. */
export async function raiseDayBudget(
  deps: Deps,
  { mappingId, day, toUsd }: { mappingId: string; day: string; toUsd: number },
): Promise<SpendingView> {
  const { name, budgetUsdPerDay: budgetUsd } = await readMapping(deps, mappingId);
  return raise(deps, { of: 'day', mappingId, day }, { toUsd, budgetUsd, subject: mappingId, name: `${name}, ${day}` });
}

interface Raising {
  toUsd: number;
  budgetUsd: number;
  subject: string;
  name: string;
}

async function raise(deps: Deps, of: SpendingOf, { toUsd, budgetUsd, subject, name }: Raising): Promise<SpendingView> {
  const standing = await deps.spending.read(of);
  if (standing === undefined) throw new AppError('nothing_to_raise', 'nothing was counted against this budget yet');
  if (toUsd > limitIn(standing, budgetUsd)) {
    await deps.spending.raise(of, toUsd);
    const entry = { at: deps.clock.now(), actor: deps.caller.name, action: 'budget_raised', subject };
    await deps.audit.add({ ...entry, entryId: deps.ids.ulid(), detail: `${name}: to ${usdWords(toUsd)}` });
  }
  return presentSpending(await deps.spending.read(of), budgetUsd);
}
