import type { JiraDeps } from '../adapters/jira/open-jira.ts';
import type { TrackersEnv } from '../contract/env.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import { TRACKERS, type TrackerName } from '../domain/ticket.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Tracker } from '../ports/tracker.ts';
import { secretOf } from './secrets.ts';

interface TrackersDeps extends Pick<JiraDeps, 'mappings'> {
  secrets: Secrets;
  /** Told of a mapping that its tracker will not search for, while others are listed. */
  onRefused?: (tracker: TrackerName, mappingId: string, reason: string) => void;
}

interface Wiring<Name extends TrackerName> {
  /** Whether this deployment has it. */
  isThere(env: TrackersEnv): boolean;
  /** Names of the secrets that every tracker of this kind needs. */
  secrets?(env: TrackersEnv): string[];
  open(env: TrackersEnv, deps: TrackersDeps): Promise<Tracker<Name>>;
}

const WIRINGS: { readonly [Name in TrackerName]: Wiring<Name> } = {
  linear: {
    isThere: (env) => env.LINEAR_API_URL !== '',
    secrets: (env) => [env.LINEAR_API_KEY_PARAMETER],
    async open(env, { secrets }) {
      const { linearTracker } = await import('../adapters/linear/linear-tracker.ts');
      return linearTracker({ apiUrl: env.LINEAR_API_URL, apiKey: secretOf(secrets, env.LINEAR_API_KEY_PARAMETER) });
    },
  },
  jira: {
    isThere: (env) => env.JIRA_SITE_URL !== '',
    async open(env, { mappings, secrets, onRefused }) {
      const { openJira } = await import('../adapters/jira/open-jira.ts');
      return openJira(env, {
        mappings,
        secrets,
        onRefused: (mappingId, { reason }) => onRefused?.('jira', mappingId, reason),
      });
    },
  },
};

const wiringOf = (name: TrackerName): Wiring<TrackerName> => WIRINGS[name];

/** Secrets of the trackers of this deployment, to be read with a function's own in one request. */
export function trackerSecrets(env: TrackersEnv): string[] {
  return TRACKERS.filter((name) => wiringOf(name).isThere(env)).flatMap((name) => wiringOf(name).secrets?.(env) ?? []);
}

/** How each tracker of this deployment is opened. */
export function trackerOpeners(
  env: TrackersEnv,
  deps: TrackersDeps,
): { [Name in TrackerName]?: () => Promise<Tracker> } {
  const there = TRACKERS.filter((name) => wiringOf(name).isThere(env));
  return Object.fromEntries(there.map((name) => [name, () => wiringOf(name).open(env, deps)]));
}

/** The trackers of this deployment, each opened with its first call. */
export function openTrackers(env: TrackersEnv, deps: TrackersDeps): { [Name in TrackerName]?: Tracker } {
  const openers = Object.entries(trackerOpeners(env, deps)) as [TrackerName, () => Promise<Tracker>][];
  return Object.fromEntries(openers.map(([name, open]) => [name, lazyPort(open, { name })]));
}
