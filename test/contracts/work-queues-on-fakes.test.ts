import { describe } from 'vitest';
import { fakeClock } from '../fakes/fake-clock.ts';
import { fakeCandidateQueue, fakeDeadLetters, fakeLifecycleQueue, fakeQueueDepths } from '../fakes/fake-queues.ts';
import { workQueueContracts } from './work-queues.ts';

describe('the fake queues', () =>
  workQueueContracts(async () => {
    const clock = fakeClock();
    const queues = { candidates: fakeCandidateQueue(clock), lifecycle: fakeLifecycleQueue(clock) };
    return {
      ...queues,
      deadLetters: fakeDeadLetters(queues),
      depths: fakeQueueDepths(queues),
      take: async (queue) => queues[queue].take(),
      bury: async (queue) => queues[queue].bury(),
    };
  }));
