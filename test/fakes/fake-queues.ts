import { eventGroup, eventId } from '../../shared/contract/event-names.ts';
import type { Candidate, LifecycleEvent } from '../../shared/contract/events.ts';
import { elapsedMs, type Instant, MINUTE_MS } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type {
  CandidateQueue,
  DeadLetters,
  LifecycleQueue,
  QueueDepths,
  QueueName,
} from '../../shared/ports/work-queue.ts';
import { type Faults, faults } from './faults.ts';

/** SQS drops a repeated deduplication id for this long, also when the first message is deleted already. */
const DEDUPLICATION_MS = 5 * MINUTE_MS;

interface FakeMessage {
  messageId: string;
  body: string;
  group?: string;
  sentAt: Instant;
}

/** What both queues offer to tests: a look at the messages, and the consumer's side. */
export interface FakeQueueSide<Body> {
  faults: Pick<Faults, 'failOnce' | 'loseAnswerOnce' | 'goDown' | 'comeUp'>;
  /** Bodies that wait, oldest first. */
  waiting(): Body[];
  /** Takes the oldest message out, as a consumer that succeeds. */
  take(): Body | undefined;
  /** Moves the oldest message to the dead-letter queue, as a consumer that failed on it five times. */
  bury(): void;
  /** Dead letters and what is waiting, for `fakeDeadLetters` and `fakeQueueDepths`. */
  store: MessageStore;
}

interface MessageStore {
  messages: FakeMessage[];
  dead: FakeMessage[];
}

function queueSide<Body>(service: Faults): FakeQueueSide<Body> {
  const store: MessageStore = { messages: [], dead: [] };
  return {
    faults: service,
    waiting: () => store.messages.map((message) => JSON.parse(message.body)),
    take() {
      const message = store.messages.shift();
      return message === undefined ? undefined : JSON.parse(message.body);
    },
    bury() {
      const message = store.messages.shift();
      if (message !== undefined) store.dead.push(message);
    },
    store,
  };
}

let sent = 0;
function message(body: unknown, clock: Clock, group?: string): FakeMessage {
  sent += 1;
  const base = { messageId: `message-${sent}`, body: JSON.stringify(body), sentAt: clock.now() };
  return group === undefined ? base : { ...base, group };
}

export function fakeCandidateQueue(clock: Clock): CandidateQueue & FakeQueueSide<Candidate> {
  const service = faults('candidates');
  const side = queueSide<Candidate>(service);
  return {
    ...side,
    offer: (candidate) => service.around('offer', () => void side.store.messages.push(message(candidate, clock))),
  };
}

export function fakeLifecycleQueue(clock: Clock): LifecycleQueue & FakeQueueSide<LifecycleEvent> {
  const service = faults('lifecycle');
  const side = queueSide<LifecycleEvent>(service);
  const seen = new Map<string, Instant>();
  const accept = (event: LifecycleEvent) => {
    const before = seen.get(eventId(event));
    if (before !== undefined && elapsedMs(before, clock.now()) < DEDUPLICATION_MS) return;
    seen.set(eventId(event), clock.now());
    side.store.messages.push(message(event, clock, eventGroup(event)));
  };
  return { ...side, send: (event) => service.around('send', () => accept(event)) };
}

/** How many messages two fake queues hold; whoever takes one is done with it. */
export function fakeQueueDepths(queues: Record<QueueName, Pick<FakeQueueSide<unknown>, 'store'>>): QueueDepths {
  return {
    async of(queue) {
      const { messages, dead } = queues[queue].store;
      return { waiting: messages.length, inHand: 0, deadLetters: dead.length };
    },
  };
}

/** The dead-letter queues of two fake queues. */
export function fakeDeadLetters(queues: Record<QueueName, Pick<FakeQueueSide<unknown>, 'store'>>): DeadLetters {
  return {
    counts: async () => ({
      candidates: queues.candidates.store.dead.length,
      lifecycle: queues.lifecycle.store.dead.length,
    }),
    peek: async (queue) =>
      queues[queue].store.dead.slice(0, 10).map(({ messageId, body, sentAt }) => ({ queue, messageId, body, sentAt })),
    async replay(queue) {
      const { messages, dead } = queues[queue].store;
      const replayed = dead.splice(0);
      messages.push(...replayed);
      return replayed.length;
    },
    async discard(queue, messageId) {
      const { dead } = queues[queue].store;
      const index = dead.findIndex((letter) => letter.messageId === messageId);
      if (index < 0) return 'gone';
      dead.splice(index, 1);
      return 'discarded';
    },
  };
}
