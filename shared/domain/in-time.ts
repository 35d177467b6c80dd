import { ServiceUnavailable } from './errors.ts';
import { TRACKERS, type TrackerName } from './ticket.ts';
import { SECOND_MS } from './time.ts';

/** How long a message may keep its trackers waiting, all requests together: what waits behind it waits no longer than 15 s. */
export const TRACKERS_IN_TIME_MS = 12 * SECOND_MS;

/**
 * The same trackers, whose calls end as an outage once `over` has resolved: those under way, which may still have their effect, and
 * those that were to follow.
 */
export function inTime<Port extends { readonly name: TrackerName }>(
  trackers: Partial<Record<TrackerName, Port>>,
  over: Promise<unknown>,
): Partial<Record<TrackerName, Port>> {
  const open = TRACKERS.flatMap((name) => {
    const tracker = trackers[name];
    return tracker === undefined ? [] : [[name, portInTime(tracker, over)] as const];
  });
  return Object.fromEntries(open);
}

type AnyMethod = (...args: unknown[]) => unknown;

function portInTime<Port extends { readonly name: TrackerName }>(port: Port, over: Promise<unknown>): Port {
  let isOver = false;
  const late = () => new ServiceUnavailable(port.name, 'outage', 'it takes too long to answer');
  const end = over.then(() => {
    isOver = true;
    throw late();
  });
  end.catch(() => {});
  return new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        if (isOver) throw late();
        return Promise.race([(member as AnyMethod).apply(target, args), end]);
      };
    },
  });
}
