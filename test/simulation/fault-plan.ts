import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import type { Random } from './random.ts';

/** How rough the world of one seed is. Probabilities are per call or per message; all of them end with `isActive`. */
export interface FaultPlan {
  isActive: boolean;
  /** Steps after which nothing fails any more. */
  lastsSteps: number;
  crashBefore: number;
  crashAfter: number;
  dispatch: Record<'works' | 'loses the answer' | 'has no effect' | 'works late' | 'refuses' | 'defers', number>;
  executorFails: number;
  trackerFails: number;
  /** Of one operation on one ticket or run: it is refused for good. */
  trackerRefuses: number;
  /** Whether what the tracker refuses to show is refused for ever, and not only while there are faults. */
  isNeverMended: boolean;
  executorRefuses: number;
  /** Of a run that started: its next job waits for a machine, for hours. */
  jobWaits: number;
  trackerGoesDown: number;
  trackerDownMs: number;
  listingLagMs: number;
  deliverTwice: number;
  loseDelete: number;
  /** Whether messages of one group overtake each other: their order is a convenience, not a guarantee. */
  isGroupLoose: boolean;
  clockMoves: number;
  clockMovesMs: number;
  peopleAct: number;
  /** A slow poll offers a ticket once more, under a run id of its own, perhaps just after it moved to another team. */
  offerMore: number;
}

export function faultPlan(random: Random): FaultPlan {
  const rough = (most: number) => (random.chance(0.4) ? 0 : random.next() * most);
  // In a storm the same few tickets are offered again and again, while their first admission is still under way.
  const isStorm = random.chance(0.25);
  return {
    isActive: true,
    lastsSteps: 300 + random.below(random.chance(0.1) ? 3000 : 1000),
    crashBefore: rough(0.04),
    crashAfter: rough(0.04),
    dispatch: {
      works: 1,
      'loses the answer': rough(1),
      'has no effect': rough(0.2),
      'works late': rough(1),
      refuses: rough(0.06),
      defers: rough(0.15),
    },
    executorFails: rough(0.15),
    trackerFails: rough(0.2),
    trackerRefuses: rough(0.15),
    isNeverMended: random.chance(0.3),
    executorRefuses: rough(0.1),
    jobWaits: rough(0.3),
    trackerGoesDown: rough(0.002),
    trackerDownMs: random.below(6 * HOUR_MS),
    listingLagMs: random.pick([0, 30 * SECOND_MS, 2 * MINUTE_MS, 4 * MINUTE_MS]) ?? 0,
    deliverTwice: isStorm ? 0.8 : rough(0.6),
    loseDelete: rough(0.1),
    isGroupLoose: random.chance(0.25),
    clockMoves: random.next() * 0.4,
    clockMovesMs: random.pick([200, 2 * SECOND_MS, 10 * SECOND_MS]) ?? 200,
    peopleAct: rough(0.05),
    offerMore: isStorm ? 0.3 : rough(0.06),
  };
}
