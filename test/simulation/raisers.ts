import { raiseDayBudget, raiseTicketBudget } from '../../functions/admin/spending/raise-budget.ts';
import { dayOf } from '../../shared/domain/spending.ts';
import { askAdmin } from './functions.ts';
import { TICKET_IDS, type World } from './world.ts';

/** So much that no budget is met any more. */
export const PLENTY_USD = 10_000;

/** An admin lets one ticket, or one mapping today, spend more; the request may be cut off. */
export async function raiseSome(world: World): Promise<void> {
  const { random, fakes } = world;
  if (random.chance(0.5)) {
    const ticketId = random.pick(TICKET_IDS) ?? 't1';
    const toUsd = 20 + random.below(40);
    await askAdmin(world, 'raise-ticket', (ports) => raiseTicketBudget(ports, { tracker: 'linear', ticketId, toUsd }));
    return;
  }
  const mappingId = random.pick(await fakes.mappings.all())?.mappingId ?? '';
  const day = dayOf(fakes.clock.now());
  await askAdmin(world, 'raise-day', (ports) =>
    raiseDayBudget(ports, { mappingId, day, toUsd: 40 + random.below(60) }),
  );
}
