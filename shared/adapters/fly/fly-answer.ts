import { ServiceUnavailable } from '../../domain/errors.ts';
import { type FlyAnswer, retryAtOf } from './fly-api.ts';

/** What is not there is an answer too. */
export async function answered(asked: Promise<FlyAnswer | undefined>, now: () => number): Promise<FlyAnswer> {
  const answer = await asked;
  if (answer !== undefined && (answer.status < 300 || answer.status === 404)) return answer;
  throw unavailable(answer, now());
}

/** Why Fly cannot be asked, by what it answered, if anything. */
export function unavailable(answer: FlyAnswer | undefined, now: number): ServiceUnavailable {
  if (answer === undefined) return new ServiceUnavailable('fly', 'outage', 'no answer');
  const { status, said } = answer;
  if (status === 429) return new ServiceUnavailable('fly', 'rate_limited', said, retryAtOf(answer, now));
  return new ServiceUnavailable('fly', status === 401 || status === 403 ? 'credential_refused' : 'outage', said);
}

/** What an answer says; one of another form is none. */
export function understood<T>(
  schema: { safeParse(body: unknown): { success: true; data: T } | { success: false } },
  answer: FlyAnswer,
): T {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ServiceUnavailable('fly', 'outage', 'an answer of unknown form');
}
