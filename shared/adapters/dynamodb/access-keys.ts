import type { AccessKind } from '../../contract/admin-access.ts';
import type { Key } from './keys.ts';

/* Of the chart in `keys.ts` what functions for people need alone: keys of all others are loaded by every function. */

export const SESSION_PREFIX = 'SESSION#';

export function sessionKey(hash: string): Key {
  return alone(SESSION_PREFIX + hash);
}

export function throttleKey(address: string): Key {
  return alone(`THROTTLE#${address}`);
}

/** Of the one item of its partition. */
function alone(pk: string): Key {
  return { pk, sk: pk };
}

/** What lets into the admin API: sessions, or tokens. */
export function accessOfKind(kind: AccessKind): string {
  return `ACCESS#${kind}`;
}
