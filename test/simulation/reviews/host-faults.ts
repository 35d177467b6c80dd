import { ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { type PullRequestId, pullRequestName } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { PullRequestHost } from '../../../shared/ports/pull-request-host.ts';
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
  const said = method === 'say' ? nameOf(...(args as Parameters<PullRequestHost['say']>)) : undefined;
  if (said !== undefined) spoken.set(actor, [...(spoken.get(actor) ?? []), said]);
  if (!plan.isActive || !random.chance(reviews.plan.hostFails)) return effect();
  if (random.chance(0.5)) {
    await effect();
    if (said !== undefined) lose(reviews, said);
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
  for (const said of spoken.get(actor) ?? []) lose(reviews, said);
}

/** The same answer on another pull request is another one. */
function nameOf(pull: PullRequestId, { answerId }: { answerId: string }): string {
  return `${pullRequestName(pull)} ${answerId}`;
}

function lose({ lostAnswers }: Reviews, said: string): void {
  lostAnswers.set(said, (lostAnswers.get(said) ?? 0) + 1);
}
