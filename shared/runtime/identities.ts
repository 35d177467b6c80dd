import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { instant } from '../domain/time.ts';

/** The machine's clock. */
export const systemClock = { now: () => instant(Date.now()) };

/** The machine's own time, whatever a test's or a laptop's clock says. */
const systemTimeLimits = {
  after(ms: number) {
    const { promise: over, resolve } = Promise.withResolvers<'over'>();
    const timeout = setTimeout(() => resolve('over'), ms);
    return { over, cancel: () => clearTimeout(timeout) };
  },
};

/** Fresh ULIDs, and of a text its SHA-256, whole or as a UUID of version 4. */
export const systemIds = {
  ulid: () => ulid(),
  uuidFrom,
  hashOf: (text: string) => createHash('sha256').update(text).digest('hex'),
};

/** All three, as most use cases want them. */
export const systemPorts = { clock: systemClock, ids: systemIds, timeLimits: systemTimeLimits };

function uuidFrom(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
