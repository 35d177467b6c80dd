import { advanceRun } from '../../functions/advance-run/advance-run.ts';
import { dispatchRun } from '../../functions/dispatch-run/dispatch-run.ts';
import { eventGroup } from '../../shared/contract/event-names.ts';
import type { Candidate, LifecycleEvent } from '../../shared/contract/events.ts';
import { type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { World } from './world.ts';

const VISIBILITY_MS = 6 * MINUTE_MS;
const MAX_RECEIVES = 5;

interface Delivery {
  group: string;
  receives: number;
  visibleAt: Instant;
  consume(): Promise<string>;
}

export interface Deliveries {
  /** Delivers what is visible until nothing is; answers what the consumers answered, or threw. */
  deliver(): Promise<string[]>;
  /** Messages that wait or are hidden after a failure. */
  pending(): number;
  /** Messages that their consumer failed on five times. */
  dead: number;
}

/** Both queues with their consumers: a failed message comes again after six minutes, a group keeps its order. */
export function deliveries(world: World): Deliveries {
  const waiting: Delivery[] = [];
  const receive = () => {
    for (let c = world.candidates.take(); c !== undefined; c = world.candidates.take()) waiting.push(ofWork(world, c));
    for (let e = world.lifecycle.take(); e !== undefined; e = world.lifecycle.take()) waiting.push(ofEvent(world, e));
  };
  const side: Deliveries = {
    dead: 0,
    pending() {
      receive();
      return waiting.length;
    },
    async deliver() {
      const outcomes: string[] = [];
      for (let next = nextOf(world, waiting, receive); next !== undefined; next = nextOf(world, waiting, receive)) {
        outcomes.push(await consume(next));
      }
      return outcomes;
    },
  };
  const consume = async (delivery: Delivery): Promise<string> => {
    try {
      const outcome = await world.trace.run(() => delivery.consume());
      waiting.splice(waiting.indexOf(delivery), 1);
      return outcome;
    } catch (error) {
      delivery.receives += 1;
      delivery.visibleAt = plus(world.clock.now(), VISIBILITY_MS);
      if (delivery.receives >= MAX_RECEIVES) side.dead += waiting.splice(waiting.indexOf(delivery), 1).length;
      return `failed: ${String(error)}`;
    }
  };
  return side;
}

function nextOf(world: World, waiting: Delivery[], receive: () => void): Delivery | undefined {
  receive();
  const now = world.clock.now();
  const isHeld = (delivery: Delivery) => waiting.find((d) => d.group === delivery.group) !== delivery;
  return waiting.find((delivery) => delivery.visibleAt <= now && !isHeld(delivery));
}

function ofWork(world: World, candidate: Candidate): Delivery {
  const consume = () => dispatchRun(world.dispatch, candidate);
  const group = `candidate ${world.ids.ulid()}`;
  return { group, receives: 0, visibleAt: world.clock.now(), consume };
}

function ofEvent(world: World, event: LifecycleEvent): Delivery {
  const consume = () => advanceRun(world.advance, event);
  return { group: eventGroup(event), receives: 0, visibleAt: world.clock.now(), consume };
}
