import { readFileSync } from 'node:fs';
import * as z from 'zod';

const NAMES = [
  ...['lambdaGbSecond', 'lambdaRequest', 'httpRequest', 'writeUnit', 'readUnit', 'sqsRequest', 'sqsFifoRequest'],
  ...['schedule', 'logGb', 'alarmMetric', 'customMetric', 'kmsRequest', 'xrayTrace'],
] as const;
const Price = z.strictObject({
  usd: z.number().positive(),
  of: z.string(),
  read: z.iso.date().nullable(),
  source: z.string(),
});
const Assumption = z.strictObject({ value: z.number().positive(), why: z.string() });
const PriceList = z.strictObject({
  region: z.string(),
  currency: z.literal('USD'),
  freeTier: z.string(),
  prices: z.record(z.enum(NAMES), Price),
  assumed: z.record(
    z.enum(['vendorMs', 'awsMs', 'pollsAMinute', 'bytesOfPlatform', 'coldStartsADay', 'heartbeats', 'agentMinutes']),
    Assumption,
  ),
});

/** The one list of prices, and what is assumed where nothing can be counted. */
export const PRICES = PriceList.parse(JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8')));
export const assumed = (name: keyof typeof PRICES.assumed): number => PRICES.assumed[name].value;

/** Amounts of what is paid for, by the name of its price. */
export type Amounts = Partial<Record<keyof typeof PRICES.prices, number>>;

/** What it costs in USD: each part, the dearest first. */
export function billOf(amounts: Amounts): { part: string; usd: number }[] {
  const parts = (Object.keys(amounts) as (keyof Amounts)[]).map((part) => ({
    part,
    usd: (amounts[part] ?? 0) * PRICES.prices[part].usd,
  }));
  return parts.filter(({ usd }) => usd > 0).sort((a, b) => b.usd - a.usd);
}

export const totalOf = (amounts: Amounts): number => billOf(amounts).reduce((sum, { usd }) => sum + usd, 0);

/** All of the first, so many times, and all of the others. */
export function sumOf(...terms: readonly [amounts: Amounts, times: number][]): Amounts {
  const sum: Amounts = {};
  for (const [amounts, times] of terms) {
    for (const part of Object.keys(amounts) as (keyof Amounts)[])
      sum[part] = (sum[part] ?? 0) + (amounts[part] ?? 0) * times;
  }
  return sum;
}
