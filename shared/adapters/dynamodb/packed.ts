import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import * as z from 'zod';

/** A document in compressed form, so that long texts fit an item of 400 KB, with the SHA-256 of its JSON text. */
export const Packed = z.object({ hash: z.string(), data: z.instanceof(Uint8Array) });
export type Packed = z.infer<typeof Packed>;

export function pack(document: unknown): Packed {
  const json = JSON.stringify(inKeyOrder(document));
  return { hash: sha256(json), data: deflateSync(json) };
}

/** Throws when the text is not the one that was packed. */
export function unpack(packed: Packed): unknown {
  const json = inflateSync(packed.data).toString();
  if (sha256(json) !== packed.hash) throw new Error('stored document does not match its hash');
  return JSON.parse(json);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Equal documents get equal hashes, whatever the order in which their fields were written. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inKeyOrder(inner)]));
}
