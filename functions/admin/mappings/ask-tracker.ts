import { REFUSED_CREDENTIAL } from '../../../shared/contract/refused-credential.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { TrackerName } from '../../../shared/domain/ticket.ts';
import { TRACKER_RULES } from '../../../shared/domain/trackers/trackers.ts';
import type { AdminDeps, AskedTracker } from '../admin-deps.ts';

/** Refuses a tracker that this deployment does not have. */
export function requireTracker(
  { trackers }: Pick<AdminDeps, 'trackers'>,
  name: TrackerName,
): () => Promise<AskedTracker> {
  const tracker = trackers[name];
  if (tracker === undefined) throw new AppError('tracker_missing', TRACKER_RULES[name].words.absent);
  return tracker;
}

/** Asks a tracker, which may be out of reach. */
export async function askTracker<Answer>(
  deps: Pick<AdminDeps, 'trackers'>,
  name: TrackerName,
  ask: (tracker: AskedTracker) => Promise<Answer>,
): Promise<Answer> {
  const tracker = requireTracker(deps, name);
  try {
    return await ask(await tracker());
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    const isRefused = error.reason === 'credential_refused';
    const later = `${name} cannot answer now; try again in a minute`;
    throw new AppError('tracker_unavailable', isRefused ? REFUSED_CREDENTIAL[name] : later);
  }
}
