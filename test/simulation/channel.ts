import { type Instant, MINUTE_MS, plus, SECOND_MS } from '../../shared/domain/time.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';
import type { FakeQueueSide } from '../fakes/fake-queues.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Random } from './random.ts';

const VISIBILITY_MS = 360 * SECOND_MS;
const MOST_RECEIVES = 5;
const LATE_COPY_MS = 10 * MINUTE_MS;

type Sent = FakeQueueSide<unknown>['store']['messages'][number];

/** A message on its way to a consumer; after a failure it comes back when its visibility time is over. */
export interface Delivery {
  /** Counts deliveries' messages within one world. */
  number: number;
  message: Sent;
  receives: number;
  visibleAt: Instant;
  isBeingHandled: boolean;
  /** Why its consumers ended without deleting it. */
  failures: string[];
}

/** The consumer's side of one queue, with redelivery, copies, dead letters and, if it is FIFO, groups. */
export interface Channel {
  readonly name: 'candidates' | 'lifecycle';
  canReceive(): boolean;
  receive(): Delivery;
  done(delivery: Delivery): void;
  failed(delivery: Delivery, why: string): void;
  /** When something that is hidden becomes visible. */
  nextVisibleAt(): Instant | undefined;
  isEmpty(): boolean;
  /** Those that were buried, with the reasons. */
  readonly buried: readonly Delivery[];
}

export interface ChannelSettings {
  name: Channel['name'];
  store: FakeQueueSide<unknown>['store'];
  clock: FakeClock;
  random: Random;
  plan: FaultPlan;
}

export function channel(settings: ChannelSettings): Channel {
  const { name, store, clock, random, plan } = settings;
  const held: Delivery[] = [];
  const buried: Delivery[] = [];
  let count = 0;
  const hold = (message: Sent, visibleAt: Instant) => {
    count += 1;
    held.push({ number: count, message, receives: 0, visibleAt, isBeingHandled: false, failures: [] });
  };
  const pull = () => {
    for (const message of store.messages.splice(0)) hold(message, clock.now());
  };
  const remove = (delivery: Delivery) => void held.splice(held.indexOf(delivery), 1);
  const bury = (delivery: Delivery) => {
    remove(delivery);
    buried.push(delivery);
    store.dead.push(delivery.message);
  };
  const receivable = () => {
    pull();
    const now = clock.now();
    for (const spent of held.filter((d) => d.receives >= MOST_RECEIVES && d.visibleAt <= now)) bury(spent);
    return held.filter((d) => d.visibleAt <= now && !isBlocked(d, held, plan.isGroupLoose));
  };
  return {
    name,
    buried,
    canReceive: () => receivable().length > 0,
    receive() {
      const delivery = random.pick(receivable());
      if (delivery === undefined) throw new Error(`nothing to receive from ${name}`);
      if (name === 'candidates' && plan.isActive && random.chance(plan.deliverTwice))
        hold(delivery.message, plus(clock.now(), random.below(random.chance(0.5) ? SECOND_MS : LATE_COPY_MS)));
      Object.assign(delivery, { isBeingHandled: true, visibleAt: plus(clock.now(), VISIBILITY_MS) });
      delivery.receives += 1;
      return delivery;
    },
    done(delivery) {
      delivery.isBeingHandled = false;
      if (plan.isActive && random.chance(plan.loseDelete)) delivery.failures.push('the deletion was lost');
      else remove(delivery);
    },
    failed(delivery, why) {
      delivery.isBeingHandled = false;
      delivery.failures.push(why);
    },
    nextVisibleAt() {
      pull();
      return held
        .filter((d) => !d.isBeingHandled && d.visibleAt > clock.now())
        .map((d) => d.visibleAt)
        .sort()[0];
    },
    isEmpty: () => held.length === 0 && store.messages.length === 0,
  };
}

/** Of one group only the oldest goes, and none while another is hidden or handled. */
function isBlocked(delivery: Delivery, held: readonly Delivery[], isGroupLoose: boolean): boolean {
  const { group } = delivery.message;
  if (group === undefined || isGroupLoose) return false;
  const oldest = held.find((other) => other.message.group === group);
  return oldest !== delivery;
}
