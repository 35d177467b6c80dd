import { ulid } from 'ulid';
import type { Random } from '../../simulation/random.ts';
import { COPIES, RIVALS, type StormSize } from './storm-size.ts';

/** After so many deliveries a message becomes a dead letter. */
export const MAX_RECEIVES = 5;

/** A candidate as the seed draws it; ids of ticket and mapping are known when the workspace stands. */
export interface PlannedCandidate {
  key: string;
  runId: string;
}

export interface StormPlan {
  teamKeys: string[];
  /** Ticket keys, by team. */
  ticketKeys: Record<string, string[]>;
  candidates: PlannedCandidate[];
  /** What is sent together, in this order. */
  waves: PlannedCandidate[][];
  /** One candidate more, sent once, that kills whoever takes it: its message becomes a dead letter. */
  poisonous: PlannedCandidate;
}

/** Draws who competes for which ticket, and when each candidate is sent: twice at once first, and later again. */
export function planStorm(size: StormSize, random: Random, at: number): StormPlan {
  const teamKeys = Array.from({ length: size.buckets }, (_, index) => `T${String.fromCharCode(65 + index)}`);
  const ticketKeys = Object.fromEntries(
    teamKeys.map((team) => [team, Array.from({ length: size.ticketsPerBucket }, (_, n) => `${team}-${n + 1}`)]),
  );
  const candidates = Object.values(ticketKeys)
    .flat()
    .flatMap((key) => Array.from({ length: RIVALS }, () => ({ key, runId: ulid(at, random.next) })));
  const waves: PlannedCandidate[][] = Array.from({ length: size.waves }, () => []);
  for (const candidate of candidates) {
    for (const wave of wavesOf(size, random)) waves[wave]?.push(candidate);
  }
  const rival = candidates[random.below(candidates.length)];
  const poisonous = { key: rival?.key ?? '', runId: ulid(at, random.next) };
  waves[0]?.push(poisonous);
  return {
    teamKeys,
    ticketKeys,
    candidates,
    waves: waves.map((wave) => shuffled(wave, random)),
    poisonous,
  };
}

/** The first wave of a candidate comes twice, as SQS may deliver; the others are any from there on. */
function wavesOf({ waves }: StormSize, random: Random): number[] {
  const first = random.below(waves);
  const later = Array.from({ length: COPIES - 2 }, () => first + random.below(waves - first));
  return [first, first, ...later];
}

function shuffled<Element>(elements: readonly Element[], random: Random): Element[] {
  const drawn = elements.map((element) => ({ element, rank: random.next() }));
  return drawn.sort((a, b) => a.rank - b.rank).map(({ element }) => element);
}
