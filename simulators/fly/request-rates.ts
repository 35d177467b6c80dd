import type { LocalClock } from '../clock.ts';

/** Of each action on one app or machine: requests a second, and how many at once. https://fly.io/docs/machines/api/working-with-machines-api/#rate-limits */
const RATES = { read: { perSecond: 5, burst: 10 }, act: { perSecond: 1, burst: 3 } } as const;

/** Says of each request whether it is one too many; buckets fill with time. */
export function requestRates(clock: Pick<LocalClock, 'now'>) {
  const buckets = new Map<string, { left: number; at: number }>();
  return (action: string, subject: string): boolean => {
    const { perSecond, burst } = action === 'get' ? RATES.read : RATES.act;
    const key = `${action} ${subject}`;
    const { left, at } = buckets.get(key) ?? { left: burst, at: clock.now() };
    const now = clock.now();
    const filled = Math.min(burst, left + ((now - at) / 1000) * perSecond);
    buckets.set(key, { left: Math.max(0, filled - 1), at: now });
    return filled < 1;
  };
}
