import { cancelMapping } from '../../functions/admin/stops/cancel-mapping.ts';
import { cancelTicket } from '../../functions/admin/stops/cancel-ticket.ts';
import { stopAll } from '../../functions/admin/stops/stop-all.ts';
import { undoStop } from '../../functions/admin/stops/undo-stop.ts';
import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aReport } from '../builders/a-report.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { type Days, days } from './days.ts';
import type { Fate } from './runners.ts';
import { aWorld, BUCKET, type World } from './world.ts';

const { tracker, ticketId } = aTicket();
const REASON = 'too dear';

/** What an admin does. */
export const ACTS = {
  'its ticket is cancelled': (world: World) => cancelTicket(world, { tracker, ticketId, reason: REASON }),
  'the runs of its mapping are cancelled': (world: World) =>
    cancelMapping(world, { mappingId: aMapping().mappingId, reason: REASON }),
  'all runs are stopped': (world: World) => stopAll(world, { reason: REASON }),
  'and the stop is undone': async (world: World) => {
    await stopAll(world, { reason: REASON });
    return () => undoStop(world);
  },
} satisfies Record<string, (world: World) => Promise<unknown>>;
export type ActName = keyof typeof ACTS;

/** Brings a run so far, lets the admin act there, and all of it go on for a minute. */
type Scene = (world: World, time: Days, act: () => Promise<void>) => Promise<void>;

async function admitted(world: World, time: Days): Promise<void> {
  await pollTickets(world.poll);
  await time.queues.deliver();
}

const started: Scene = async (_, time, act) => {
  await time.pass(3);
  await act();
};

/** What may be under way, as the table of docs/design.md has it. */
export const SCENES = {
  '`reserved`, before its order': async (world, time, act) => {
    const { lifecycle } = world.dispatch;
    world.dispatch.lifecycle = {
      send: async (event) => {
        await lifecycle.send(event);
        world.dispatch.lifecycle = lifecycle;
        if (event.type === 'RunAdmitted') await act();
      },
    };
    await admitted(world, time);
  },
  '`reserved`, its order on the way': async (world, time, act) => {
    const { executor } = world.dispatch;
    const dispatch: typeof executor.dispatch = async (...order) => {
      world.dispatch.executor = executor;
      await act();
      return executor.dispatch(...order);
    };
    world.dispatch.executor = { ...executor, dispatch };
    await admitted(world, time);
  },
  '`reserved`, its order put off': async (world, time, act) => {
    world.executor.refuseOnce({ outcome: 'deferred', retryAt: plus(world.clock.now(), HOUR_MS) });
    await admitted(world, time);
    await act();
  },
  '`reserved`, the answer to its order lost': async (world, time, act) => {
    world.executor.faults.loseAnswerOnce('dispatch');
    await admitted(world, time);
    await act();
  },
  '`dispatched`': async (world, time, act) => {
    await admitted(world, time);
    await act();
  },
  '`running`': started,
  '`queued`': async (world, time, act) => {
    await time.pass(3);
    const [run] = await world.runs.open();
    const { runId = '', heartbeatAt } = run ?? {};
    await world.runs.noteQueue(runId, { queuedSince: heartbeatAt, queuedMs: 0 }, undefined);
    await act();
  },
  'reported, and not looked at yet': async (world, time, act) => {
    await time.pass(3);
    const [run] = await world.runs.open();
    const report = { report: aReport(), receivedAt: world.clock.now() };
    await world.runs.putReport(run?.runId ?? '', report);
    await world.runs.markReported(run?.runId ?? '', world.clock.now());
    for (const execution of world.executor.executions) execution.state = 'ended';
    await act();
  },
  '`next`, lost and to be tried again': async (world, time, act) => {
    for (let minute = 0; minute < 12 && (await world.tickets.read(aTicket()))?.next === undefined; minute += 1)
      await time.pass(1);
    await act();
  },
} satisfies Record<string, Scene>;
export type SceneName = keyof typeof SCENES;

/** How its executions fare, where the first does not go on without a word. */
const FATES: Partial<Record<SceneName, Fate[]>> = {
  '`reserved`, before its order': ['works'],
  '`reserved`, its order put off': ['works'],
  '`next`, lost and to be tried again': ['dies', 'works'],
};

/** What becomes of it within half an hour, in the words of the table. */
export async function outcomeOf(scene: SceneName, act: ActName): Promise<string> {
  const world = await aWorld();
  const time = days(world, ...(FATES[scene] ?? ['silent', 'works']));
  let undo: unknown;
  await SCENES[scene](world, time, async () => {
    undo = await ACTS[act](world);
  });
  await time.pass(5);
  if (typeof undo === 'function') await undo();
  await time.pass(25);
  return wordsOf(world);
}

async function wordsOf(world: World): Promise<string> {
  const held = Object.keys((await world.buckets.read(BUCKET))?.slots ?? {});
  const atWork = world.executor.executions.filter(({ state }) => state !== 'ended');
  if (held.length > 0 || atWork.length > 0) return `holds ${held.length} slots, ${atWork.length} executions at work`;
  const record = await world.tickets.read(aTicket());
  const [blocked] = (await listBlocked(world)).tickets;
  const executions = world.executor.executions.length;
  const of = executions === 1 ? '1 execution' : `${executions} executions`;
  const isWaiting = blocked !== undefined && blocked.reason !== 'cancelled';
  return `${isWaiting ? `waits: ${blocked.reason}` : record?.status}, ${of}`;
}
