import { cancelMapping } from '../../functions/admin/stops/cancel-mapping.ts';
import { cancelTicket } from '../../functions/admin/stops/cancel-ticket.ts';
import { stopAll } from '../../functions/admin/stops/stop-all.ts';
import { undoStop } from '../../functions/admin/stops/undo-stop.ts';
import { askAdmin } from './functions.ts';
import { TICKET_IDS, type World } from './world.ts';

const reason = 'an admin says so';

/** What admins do to end what is under way, each one request that may be cut off. */
export const STOPS = {
  async cancel(world: World) {
    const ticketId = world.random.pick(TICKET_IDS) ?? 't1';
    await askAdmin(world, 'cancel-ticket', (ports) => cancelTicket(ports, { tracker: 'linear', ticketId, reason }));
  },
  async 'cancel mapping'(world: World) {
    const mapping = world.random.pick(await world.fakes.mappings.all());
    const mappingId = mapping?.mappingId ?? '';
    await askAdmin(world, 'cancel-mapping', (ports) => cancelMapping(ports, { mappingId, reason }));
  },
  async stop(world: World) {
    // Whatever resumes a mapping from now on undoes a part of it.
    world.stopped.since = undefined;
    const ending = await askAdmin(world, 'stop-all', (ports) => stopAll(ports, { reason }));
    // One that was pressed while there were faults, and ends later, is undone as all others were.
    if (!world.plan.isActive) return undoAll(world);
    const isInForce = ending.kind === 'done' && world.stopped.undoing === 0 && (await isAllHeld(world));
    if (isInForce) world.stopped.since = world.invocations;
  },
  async 'undo stop'(world: World) {
    world.stopped.since = undefined;
    world.stopped.undoing += 1;
    await askAdmin(world, 'undo-stop', undoStop);
    world.stopped.undoing -= 1;
  },
};

export function isStop(operation: string): operation is keyof typeof STOPS {
  return Object.hasOwn(STOPS, operation);
}

async function isAllHeld({ fakes }: World): Promise<boolean> {
  return (await fakes.mappings.all()).every(({ paused }) => paused);
}

/** At last: nobody is cut off any more, and nothing is stopped. */
export async function undoAll(world: World): Promise<void> {
  world.stopped.since = undefined;
  const { stops } = world.fakes;
  if ((await stops.read()) !== undefined) await undoStop(world.fakes);
}
