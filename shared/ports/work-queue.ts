import type { Candidate, LifecycleEvent } from '../contract/events.ts';

/** Offers work to dispatch-run. A candidate may come twice or be dropped; it is offered again. */
export interface CandidateQueue {
  offer(candidate: Candidate): Promise<void>;
}

/** Tells advance-run what happened; durable once it returns. */
export interface LifecycleQueue {
  send(event: LifecycleEvent): Promise<void>;
}

export const QUEUES = ['candidates', 'lifecycle'] as const;
export type QueueName = (typeof QUEUES)[number];

/** A message that its consumer failed on five times. */
export interface DeadLetter {
  queue: QueueName;
  messageId: string;
  body: string;
  sentAt: string;
}

export interface DeadLetters {
  counts(): Promise<Record<QueueName, number>>;
  /** Up to ten messages as they are; they become invisible to others for a few seconds. */
  peek(queue: QueueName): Promise<DeadLetter[]>;
  /**
   * Sends messages back to their queue under a fresh identity, and only then deletes each, until none is left or the time is up;
   * answers how many. What was cut off in between comes twice, which consumers bear.
   */
  replay(queue: QueueName, isTimeUp?: () => boolean): Promise<number>;
  /** Deletes one message for good; `gone` where it is not found until the time is up. */
  discard(queue: QueueName, messageId: string, isTimeUp?: () => boolean): Promise<'discarded' | 'gone'>;
}

/** About how many messages of a queue there are. */
export interface QueueDepth {
  /** Nobody has them in hand. */
  waiting: number;
  /** Received and neither deleted nor given back. */
  inHand: number;
  deadLetters: number;
}

export interface QueueDepths {
  of(queue: QueueName): Promise<QueueDepth>;
}
