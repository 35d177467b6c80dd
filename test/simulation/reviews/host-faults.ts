import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { Actor } from '../scheduler.ts';
import type { Call } from '../watch.ts';
import type { World } from '../world.ts';
import type { Reviews } from './reviews.ts';

/** By whoever said them, answers that they may not have noted yet. */
const spoken = new WeakMap<Actor, string[]>();

/** GitHub gives no answer, before what was asked took effect or after. */
export async function throughHostFaults(
  { plan, random }: World,
  reviews: Reviews,
  { actor, method, args }: Call,
  effect: () => Promise<unknown>,
): Promise<unknown> {
  const answerId = method === 'say' ? (args[1] as { answerId: string }).answerId : undefined;
  if (answerId !== undefined) spoken.set(actor, [...(spoken.get(actor) ?? []), answerId]);
  if (!plan.isActive || !random.chance(reviews.plan.hostFails)) return effect();
  if (random.chance(0.5)) {
    await effect();
    if (answerId !== undefined) lose(reviews, answerId);
  }
  throw new ServiceUnavailable('github', 'outage', 'gives no answer');
}

/** Whoever is cut off may have said something that nobody notes, or read something that nobody counts. */
export function excuse(reviews: Reviews, actor: Actor): void {
  for (const [number, reads] of reviews.reads)
    reviews.reads.set(
      number,
      reads.filter((read) => read.actor !== actor),
    );
  for (const answerId of spoken.get(actor) ?? []) lose(reviews, answerId);
}

function lose({ lostAnswers }: Reviews, answerId: string): void {
  lostAnswers.set(answerId, (lostAnswers.get(answerId) ?? 0) + 1);
}
