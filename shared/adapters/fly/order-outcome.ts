import type { FailureCodeOf } from '../../domain/failures/failures.ts';
import { adviceFor } from '../../domain/failures/failures.ts';
import { instant, MINUTE_MS } from '../../domain/time.ts';
import type { DispatchOutcome } from '../../ports/executor.ts';
import { type FlyAnswer, retryAtOf } from './fly-api.ts';

/** Machines come and go: where Fly has no room now, it may have some then. */
const NO_ROOM_MS = 5 * MINUTE_MS;

type FlyFailureCode = Extract<FailureCodeOf<'mapping'>, `fly_${string}` | 'provider_not_on_fly' | 'executor_missing'>;

/** `detail` names what it is about, and Fly's words where they say more. */
export function refusedOnFly(code: FlyFailureCode, detail: string): DispatchOutcome {
  return { outcome: 'refused', concerns: 'mapping', code, reason: adviceFor(code, detail) };
}

/** The machine whose name an order wanted too: Fly has made it already. */
export function standingMachineId({ status, said }: FlyAnswer): string | undefined {
  if (status !== 409) return undefined;
  return /unique machine name violation, machine ID ([A-Za-z0-9]{1,40}) already exists/.exec(said)?.[1];
}

/** What Fly means is in its words: one status stands for several things. */
const REFUSALS: readonly { status: readonly number[]; says: RegExp; code: FlyFailureCode }[] = [
  { status: [403], says: /quota/i, code: 'fly_quota_reached' },
  { status: [401, 403], says: /(?:)/, code: 'fly_token_refused' },
  { status: [400, 404, 422], says: /\bimage\b|manifest|registry/i, code: 'fly_image_refused' },
  { status: [400, 404, 422], says: /\bregion\b/i, code: 'fly_region_unknown' },
  { status: [404], says: /(?:)/, code: 'fly_app_missing' },
];

/** The answer to an order that made no machine; only one that says so proves that there is none. */
export function outcomeOfRefusal(answer: FlyAnswer | undefined, now: number): DispatchOutcome {
  if (answer === undefined) return { outcome: 'unanswered' };
  const { status, said } = answer;
  // A success that is not understood, a time-out on Fly's side, an error of Fly: it may have been made.
  if (status < 400 || status === 408 || status >= 500) return { outcome: 'unanswered' };
  if (status === 429) return { outcome: 'deferred', retryAt: retryAtOf(answer, now) };
  if (status === 409 || status === 412)
    return { outcome: 'deferred', retryAt: instant(now + NO_ROOM_MS), reason: said };
  const refusal = REFUSALS.find((row) => row.status.includes(status) && row.says.test(said));
  return refusedOnFly(refusal?.code ?? 'fly_machine_refused', said);
}
