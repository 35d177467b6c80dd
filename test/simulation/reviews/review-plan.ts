import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import type { FaultPlan } from '../fault-plan.ts';
import type { Random } from '../random.ts';

/** How rough reviewing is in the world of one seed. Probabilities end with the world's faults, the lag does not. */
export interface ReviewPlan {
  /** Per step: somebody does something on a pull request. */
  act: number;
  /** Of a webhook: GitHub never sends it. */
  neverSent: number;
  /** How often at most one delivery is sent. */
  copies: number;
  /** Within which deliveries come, each when it likes. */
  latestMs: number;
  /** Per request to GitHub: it has no answer; half of these have taken effect. */
  hostFails: number;
  /** What was written shows in lists after so long. */
  lagMs: number;
}

export function reviewPlan(random: Random): ReviewPlan {
  return {
    act: 0.01 + random.next() * 0.05,
    neverSent: 0.2,
    copies: 3,
    latestMs: random.pick([SECOND_MS, MINUTE_MS, 5 * MINUTE_MS]) ?? 0,
    hostFails: random.chance(0.4) ? 0 : random.next() * 0.15,
    lagMs: 10 * SECOND_MS,
  };
}

/** Trackers and the ordering of runs have a world of their own: here consumers die, and messages come twice and in any order. */
export function faultsOfReviews(plan: FaultPlan, random: Random, isLong: boolean): FaultPlan {
  const [isDay, steps] = [random.chance(0.15), 1000 + random.below(2000)];
  return {
    ...plan,
    // Now and then for a day and more, so that all follow-ups of a day are spent.
    lastsSteps: isLong || isDay ? 9000 : steps,
    dispatch: { ...plan.dispatch, refuses: 0 },
    ...{ trackerFails: 0, trackerRefuses: 0, trackerGoesDown: 0, executorRefuses: 0, jobWaits: 0 },
    ...{ peopleAct: 0, offerMore: 0 },
  };
}

/** More than any follow-up costs. */
const PLENTY = { budgetUsdPerTicket: 10_000, budgetUsdPerDay: 10_000 };

/** It plans nothing, and mostly has money for more follow-ups than a day allows. */
export function reviewedMapping(mapping: ProjectMapping, random: Random): ProjectMapping {
  return { ...mapping, planningEnabled: false, ...(random.chance(0.7) && PLENTY) };
}
