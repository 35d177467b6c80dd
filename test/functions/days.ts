import { pollTickets } from '../../functions/poll-tickets/poll-tickets.ts';
import { watchRuns } from '../../functions/watch-runs/watch-runs.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { type Deliveries, deliveries } from './deliveries.ts';
import { type Fate, type Runners, runners } from './runners.ts';
import type { World } from './world.ts';

/** Time that passes: every minute a poll, a watch, all messages, and a step of every execution. */
export interface Days {
  queues: Deliveries;
  runners: Runners;
  /** One minute begins, without moving the clock. */
  minute(): Promise<void>;
  pass(minutes: number): Promise<void>;
  /** Lets minutes pass until no work is under way anywhere, at most `limit`; answers how many it took. */
  passUntilQuiet(limit: number): Promise<number>;
}

export function days(world: World, ...fates: Fate[]): Days {
  const queues = deliveries(world);
  const side = runners(world, fates);
  const minute = async () => {
    await unlessBroken(() => world.trace.run(() => pollTickets(world.poll)));
    await queues.deliver();
    await unlessBroken(() => world.trace.run(() => watchRuns(world.watch)));
    await queues.deliver();
    await side.step();
    await queues.deliver();
    await requireInvariants(world, side);
  };
  const pass = async (minutes: number) => {
    for (let n = 0; n < minutes; n += 1) {
      await minute();
      world.clock.advance(MINUTE_MS);
    }
  };
  return {
    queues,
    runners: side,
    minute,
    pass,
    async passUntilQuiet(limit) {
      for (let n = 1; n <= limit; n += 1) {
        await pass(1);
        if (await isQuiet(world, queues)) return n;
      }
      throw new Error(`work was still under way after ${limit} minutes`);
    },
  };
}

/** A schedule whose function fails simply runs again a minute later. */
async function unlessBroken(invocation: () => Promise<unknown>): Promise<void> {
  try {
    await invocation();
  } catch {}
}

async function isQuiet(world: World, queues: Deliveries): Promise<boolean> {
  const slots = (await world.buckets.all()).flatMap((bucket) => Object.keys(bucket.slots));
  const isBusy = queues.pending() + slots.length + world.timers.waiting().length + (await world.runs.open()).length;
  return isBusy === 0;
}

/** What must hold at every moment. */
async function requireInvariants(world: World, { passed }: Runners): Promise<void> {
  for (const { bucketId, slots, limit } of await world.buckets.all()) {
    if (Object.keys(slots).length > limit) throw new Error(`bucket ${bucketId} is over its limit`);
  }
  const told = world.notifier.told.map(({ id }) => id);
  if (new Set(told).size < told.length) throw new Error('a notification was told twice');
  const live = (await world.runs.open()).map((run) => run.ticketId);
  if (new Set(live).size < live.length) throw new Error('two runs of one ticket are live');
  for (const [runId, workflowRuns] of passed) {
    if (workflowRuns.size > 1) throw new Error(`two executions of ${runId} passed the gate`);
  }
}
