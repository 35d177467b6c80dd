import type { Route } from '../shared/contract/routes.ts';

/** As a token bucket lets requests pass; one bucket for all callers of a route. */
export interface RouteLimit {
  perSecond: number;
  burst: number;
}

/** For whatever has no limit of its own; every route has one. */
export const ANY_ROUTE: RouteLimit = { perSecond: 50, burst: 100 };

/**
 * What each route of a function takes, so that a flood on one takes no functions from the others: a fresh account runs ten at once, of which
 * schedules and consumers use up to six. Forty runs send some three lines of progress a second. A webhook's delivery that is refused is sent
 * again, or found without it; a runner tries again for minutes.
 */
export const ROUTE_LIMITS: Readonly<Record<Route['functionName'], RouteLimit>> = {
  'runner-callback': { perSecond: 20, burst: 40 },
  'equip-runner': { perSecond: 10, burst: 20 },
  admin: { perSecond: 10, burst: 20 },
  'sync-templates': { perSecond: 5, burst: 10 },
  'github-webhook': { perSecond: 5, burst: 10 },
  'tracker-webhook': { perSecond: 5, burst: 10 },
  'comment-trigger': { perSecond: 5, burst: 10 },
};
