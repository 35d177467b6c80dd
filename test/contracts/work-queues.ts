import { describe, expect, it } from 'vitest';
import type { LifecycleEvent } from '../../shared/contract/events.ts';
import type {
  CandidateQueue,
  DeadLetters,
  LifecycleQueue,
  QueueDepths,
  QueueName,
} from '../../shared/ports/work-queue.ts';
import { aCandidate } from '../builders/a-candidate.ts';

/** Both queues, empty, with the consumer's side of them. */
export interface WorkQueues {
  candidates: CandidateQueue;
  lifecycle: LifecycleQueue;
  deadLetters: DeadLetters;
  depths: QueueDepths;
  /** Takes the next message out as a consumer that succeeds; undefined when none is there. */
  take(queue: QueueName): Promise<unknown>;
  /** Moves the next message to the dead-letter queue, as a consumer that keeps failing on it. */
  bury(queue: QueueName): Promise<void>;
}
export type FreshQueues = () => Promise<WorkQueues>;

function anEvent(runId = 'run-1', ticketId = 'ticket-1'): LifecycleEvent {
  return { type: 'RunReported', tracker: 'linear', ticketId, runId };
}

export function workQueueContracts(fresh: FreshQueues): void {
  describe('candidates', () => candidates(fresh));
  describe('lifecycle', () => lifecycle(fresh));
  describe('dead letters', () => deadLetters(fresh));
  describe('depths', () => depths(fresh));
}

function candidates(fresh: FreshQueues): void {
  it('hands a candidate on, as often as it is offered', async () => {
    const queues = await fresh();
    await queues.candidates.offer(aCandidate());
    await queues.candidates.offer(aCandidate());
    expect(await queues.take('candidates')).toEqual(aCandidate());
    expect(await queues.take('candidates')).toEqual(aCandidate());
    expect(await queues.take('candidates')).toBeUndefined();
  });
}

function lifecycle(fresh: FreshQueues): void {
  it('keeps the events of one ticket in order', async () => {
    const queues = await fresh();
    await queues.lifecycle.send(anEvent('run-1'));
    await queues.lifecycle.send(anEvent('run-2'));
    expect(await queues.take('lifecycle')).toEqual(anEvent('run-1'));
    expect(await queues.take('lifecycle')).toEqual(anEvent('run-2'));
  });

  it('takes one event that is sent twice as one, also when the first is handled already', async () => {
    const queues = await fresh();
    await queues.lifecycle.send(anEvent());
    await queues.lifecycle.send(anEvent());
    expect(await queues.take('lifecycle')).toEqual(anEvent());
    await queues.lifecycle.send(anEvent());
    expect(await queues.take('lifecycle')).toBeUndefined();
  });

  it('takes events whose names are longer than SQS allows, or hold characters that it does not', async () => {
    const queues = await fresh();
    const long = anEvent(`run-${'x'.repeat(200)}`, `ticket ${'ü'.repeat(150)}`);
    await queues.lifecycle.send(long);
    await queues.lifecycle.send(anEvent(`run-${'x'.repeat(201)}`, `ticket ${'ü'.repeat(150)}`));
    expect(await queues.take('lifecycle')).toEqual(long);
    expect(await queues.take('lifecycle')).toBeDefined();
  });
}

function depths(fresh: FreshQueues): void {
  it('tell how many messages wait and how many are dead, of each queue by itself', async () => {
    const queues = await fresh();
    expect(await queues.depths.of('lifecycle')).toEqual({ waiting: 0, inHand: 0, deadLetters: 0 });
    await queues.candidates.offer(aCandidate());
    await queues.bury('candidates');
    await queues.candidates.offer(aCandidate());
    await queues.candidates.offer(aCandidate());
    expect(await queues.depths.of('candidates')).toEqual({ waiting: 2, inHand: 0, deadLetters: 1 });
    expect(await queues.depths.of('lifecycle')).toEqual({ waiting: 0, inHand: 0, deadLetters: 0 });
    await queues.take('candidates');
    expect(await queues.depths.of('candidates')).toEqual({ waiting: 1, inHand: 0, deadLetters: 1 });
  });
}

function deadLetters(fresh: FreshQueues): void {
  it('are counted and looked at, and stay where they are', async () => {
    const queues = await fresh();
    await queues.candidates.offer(aCandidate());
    await queues.bury('candidates');
    expect(await queues.deadLetters.counts()).toEqual({ candidates: 1, lifecycle: 0 });
    const [letter] = await queues.deadLetters.peek('candidates');
    expect(JSON.parse(letter?.body ?? '')).toEqual(aCandidate());
    expect(letter?.queue).toBe('candidates');
    expect(letter?.sentAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(await queues.deadLetters.counts()).toEqual({ candidates: 1, lifecycle: 0 });
  });

  it('go back to their queue, also right after somebody looked at them', async () => {
    const queues = await fresh();
    await queues.candidates.offer(aCandidate());
    await queues.bury('candidates');
    await queues.deadLetters.peek('candidates');
    expect(await queues.deadLetters.replay('candidates')).toBe(1);
    expect(await queues.deadLetters.counts()).toEqual({ candidates: 0, lifecycle: 0 });
    expect(await queues.take('candidates')).toEqual(aCandidate());
  });

  it('go back in order and under a fresh identity, which the queue does not swallow', async () => {
    const queues = await fresh();
    const events = [anEvent('run-1'), anEvent('run-2'), anEvent('run-3', 'ticket-2')];
    for (const event of events) {
      await queues.lifecycle.send(event);
      await queues.bury('lifecycle');
    }
    expect(await queues.deadLetters.replay('lifecycle')).toBe(3);
    const back = [await queues.take('lifecycle'), await queues.take('lifecycle'), await queues.take('lifecycle')];
    expect(back.filter((event) => (event as LifecycleEvent).type === 'RunReported')).toHaveLength(3);
    const ofTicket1 = back.filter((event) => (event as { ticketId: string }).ticketId === 'ticket-1');
    expect(ofTicket1).toEqual(events.slice(0, 2));
    expect(await queues.deadLetters.replay('lifecycle')).toBe(0);
  });

  it('are discarded one by one, for good, and one that is gone is told so', async () => {
    const queues = await fresh();
    for (const n of [1, 2, 3]) {
      await queues.lifecycle.send(anEvent(`run-${n}`, `ticket-${n}`));
      await queues.bury('lifecycle');
    }
    const letters = await queues.deadLetters.peek('lifecycle');
    const second = letters.find(({ body }) => body.includes('run-2'))?.messageId ?? '';
    expect(await queues.deadLetters.discard('lifecycle', second)).toBe('discarded');
    expect(await queues.deadLetters.counts()).toEqual({ candidates: 0, lifecycle: 2 });
    expect(await queues.deadLetters.discard('candidates', second)).toBe('gone');
  });
}
