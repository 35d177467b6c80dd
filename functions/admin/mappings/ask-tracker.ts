import { REFUSED_CREDENTIAL } from '../../../shared/contract/refused-credential.ts';
import { AppError, ServiceRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import type { TrackerName } from '../../../shared/domain/ticket.ts';
import { rulesOf } from '../../../shared/domain/trackers/trackers.ts';
import type { AdminDeps, AskedTracker } from '../admin-deps.ts';

/** Refuses a tracker that this deployment does not have. */
export function requireTracker(
  { trackers }: Pick<AdminDeps, 'trackers'>,
  name: TrackerName,
): () => Promise<AskedTracker> {
  const tracker = trackers[name];
  if (tracker === undefined) throw new AppError('tracker_missing', rulesOf({ tracker: name }).words.absent);
  return tracker;
}

/** Asks a tracker, which may be out of reach (`tracker_unavailable`) or refuse to answer (`tracker_refused`). */
export async function askTracker<Answer>(
  deps: Pick<AdminDeps, 'trackers'>,
  name: TrackerName,
  ask: (tracker: AskedTracker) => Promise<Answer>,
): Promise<Answer> {
  const tracker = requireTracker(deps, name);
  try {
    return await ask(await tracker());
  } catch (error) {
    throw asAppError(error, name);
  }
}

function asAppError(error: unknown, name: TrackerName): unknown {
  if (error instanceof ServiceRefusal) {
    const { service, reason } = error;
    const mend =
      'see that our account there may see the project and its tickets, and that the settings of the mapping are right';
    return new AppError('tracker_refused', `${service} refuses to answer this (${reason}); ${mend}`);
  }
  if (!(error instanceof ServiceUnavailable)) return error;
  const isRefused = error.reason === 'credential_refused';
  const later = `${name} cannot answer now; try again in a minute`;
  return new AppError('tracker_unavailable', isRefused ? REFUSED_CREDENTIAL[name] : later);
}
