import type { OnRequest } from '../../../local/stack/aws/aws-endpoint.ts';
import type { AwsRequest } from '../../../local/stack/aws/request-counters.ts';
import type { Random } from '../../simulation/random.ts';
import { keyOf, wordsFor } from './boundary.ts';
import { MAX_RECEIVES } from './storm-plan.ts';

export type Moment = 'before its effect' | 'after its effect';
export const MOMENTS: readonly Moment[] = ['before its effect', 'after its effect'];

/** How often the consumers of one function die at requests of one kind. */
export interface KillRate {
  /** Requests of the kind that are let through between two kills: fewer than twice this, drawn anew each time; with 0 none. */
  gap: number;
  /** Kills at either moment, all consumers together, after which the kind is spared. */
  most: number;
}

export interface KillPlan {
  onRequest: OnRequest;
  /** Kills by boundary: `<function>: <request>, <moment>`. */
  hits(): Map<string, number>;
  /** Kills by the run id that the process was working on. */
  killsOf(runId: string): number;
}

export interface KillPlanOptions {
  random: Random;
  rateOf(principal: string, words: string): KillRate | undefined;
  /** Whoever takes up this run dies, as often as its message is delivered: it becomes a dead letter. */
  poisonousRunId: string;
}

interface KillPoint {
  /** The n-th request of this kind, counted from 1. */
  nth: number;
  moment: Moment;
}

/**
 * Kill points by the seed: whoever makes the n-th request of a kind dies, before the request is forwarded, or after its effect and
 * before the answer. Each kind is counted for itself and over all consumers, so that both its boundaries are hit n times within
 * 4 · n · gap requests (2 · n where the gap is 0), however the consumers share them.
 */
export function killPlan({ random, rateOf, poisonousRunId }: KillPlanOptions): KillPlan {
  const hits = new Map<string, number>();
  const kills = new Map<string, number>();
  const counts = new Map<string, number>();
  const points = new Map<string, KillPoint>();
  const subjects = subjectsOfConsumers();

  const drawn = (from: number, gap: number): KillPoint => ({
    nth: from + 1 + random.below(2 * gap),
    moment: MOMENTS[random.below(MOMENTS.length)] ?? 'before its effect',
  });
  /** The moment at which this request kills its process; where that boundary is spared by now, the other moment serves. */
  const plannedMoment = (request: AwsRequest, words: string): Moment | undefined => {
    const rate = rateOf(request.principal, words);
    if (rate === undefined) return undefined;
    const kind = `${request.principal} ${words}`;
    count(counts, kind);
    const nth = counts.get(kind) ?? 0;
    const point = points.get(kind) ?? drawn(0, rate.gap);
    points.set(kind, nth < point.nth ? point : drawn(nth, rate.gap));
    if (nth < point.nth) return undefined;
    const isSpared = (moment: Moment) => (hits.get(boundary(request, words, moment)) ?? 0) >= rate.most;
    return [point.moment, ...MOMENTS].find((moment) => !isSpared(moment));
  };
  const isPoisoned = (runId: string | undefined) => runId === poisonousRunId && (kills.get(runId) ?? 0) < MAX_RECEIVES;
  return {
    hits: () => hits,
    killsOf: (runId) => kills.get(runId) ?? 0,
    onRequest(request) {
      const words = wordsFor(request);
      const { runId, isDying } = subjects.follow(request, words);
      if (isDying) return undefined;
      const moment = isPoisoned(runId) ? MOMENTS[0] : plannedMoment(request, words);
      if (moment === undefined) return undefined;
      count(hits, boundary(request, words, moment));
      if (isPoisoned(runId)) subjects.poison(request);
      if (runId !== undefined) count(kills, runId);
      return moment === 'before its effect' ? 'kill_before_effect' : 'kill_after_effect';
    },
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function boundary({ principal }: AwsRequest, words: string, moment: Moment): string {
  return `${principal}: ${words}, ${moment}`;
}

/**
 * Follows which run each process works on: the one it read last, save the live one that refuses a claim. A process works on a batch: until the
 * kill of the poisoned one reaches it, the rest goes on, which is no other kill of that delivery.
 */
function subjectsOfConsumers() {
  const working = new Map<string, { runId: string; lastWords: string }>();
  const dying = new Set<string>();
  const consumerOf = ({ principal, slot }: AwsRequest) => `${principal} ${slot ?? ''}`;
  return {
    poison: (request: AwsRequest) => void dying.add(consumerOf(request)),
    follow(request: AwsRequest, words: string): { runId: string | undefined; isDying: boolean } {
      const consumer = consumerOf(request);
      // The first request of every process: the one before it in this place is dead.
      if (words === 'read the secrets') {
        working.delete(consumer);
        dying.delete(consumer);
      }
      const known = working.get(consumer);
      const isOwn = words === 'read the run' && known?.lastWords !== 'claim the dispatch record';
      const runId = isOwn ? keyOf(request.body).pk.slice('RUN#'.length) : known?.runId;
      if (runId !== undefined) working.set(consumer, { runId, lastWords: words });
      return { runId, isDying: dying.has(consumer) };
    },
  };
}
