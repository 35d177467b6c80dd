const HOUR_MS = 60 * 60 * 1000;

export interface RateLimits {
  requestsPerHour: number;
  complexityPerHour: number;
}

/** What Linear grants a user with an API key. Source: https://linear.app/developers/rate-limiting */
export const API_KEY_LIMITS: RateLimits = { requestsPerHour: 2500, complexityPerHour: 3_000_000 };

export interface RateLimiter {
  /** Counts a request; false when the hour's requests or points are used up. */
  admit(complexity: number): boolean;
  /** `X-RateLimit-*` as they stand; resets in epoch milliseconds. */
  headers(complexity: number): Record<string, string>;
}

/** Budgets of an hour that begins with the first request after the last one ended. */
export function rateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  let resetAt = 0;
  let requests = 0;
  let points = 0;
  const refill = () => {
    if (now() < resetAt) return;
    resetAt = now() + HOUR_MS;
    requests = 0;
    points = 0;
  };
  return {
    admit(complexity) {
      refill();
      if (requests + 1 > limits.requestsPerHour || points + complexity > limits.complexityPerHour) return false;
      requests += 1;
      points += complexity;
      return true;
    },
    headers(complexity) {
      refill();
      return {
        'X-Complexity': String(complexity),
        'X-RateLimit-Requests-Limit': String(limits.requestsPerHour),
        'X-RateLimit-Requests-Remaining': String(limits.requestsPerHour - requests),
        'X-RateLimit-Requests-Reset': String(resetAt),
        'X-RateLimit-Complexity-Limit': String(limits.complexityPerHour),
        'X-RateLimit-Complexity-Remaining': String(limits.complexityPerHour - points),
        'X-RateLimit-Complexity-Reset': String(resetAt),
      };
    },
  };
}
