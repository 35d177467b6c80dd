import type { Instant } from './time.ts';

/** What a person did, or what was decided for them. */
export interface AuditEntry {
  entryId: string;
  at: Instant;
  actor: string;
  action: string;
  subject: string;
  detail?: string | undefined;
}

/** The place of an entry in the chain of its day (UTC). */
export interface ChainLink {
  /** 1 for the first that was noted. */
  seq: number;
  /** The hash of the entry before; of the first the day. */
  prev: string;
  /** The SHA-256 of what the entry says, of its place and of `prev`, in hexadecimal. */
  hash: string;
}

export type LinkedEntry = AuditEntry & ChainLink;
/** As it is kept; a version before chains wrote entries without a place. */
export type NotedEntry = AuditEntry & { [Field in keyof ChainLink]?: ChainLink[Field] | undefined };

type HashOf = (text: string) => string;

/** The entry behind `last`, the newest of its day. */
export function linkedTo(last: ChainLink | undefined, entry: AuditEntry, hashOf: HashOf): LinkedEntry {
  const place = { seq: (last?.seq ?? 0) + 1, prev: last?.hash ?? dayOf(entry) };
  return { ...entry, ...place, hash: hashOf(textOf(entry, place)) };
}

/**
 * Where a day's chain does not hold: an entry was `changed`, those from `seq` to `to` are `missing`, one stands where it does not belong (`torn`), or has
 * no place at all (`unlinked`): it was cut off before it had one, or a version before chains wrote it, or somebody else; `headless`: which one is the last is not known.
 */
export interface ChainBreak {
  kind: 'changed' | 'torn' | 'missing' | 'unlinked' | 'headless';
  seq?: number;
  to?: number;
  entryId?: string;
}

/** All breaks in the chain of a day. `head`: the newest entry, as it is kept apart from the others and before them. */
export function breaksIn(
  day: string,
  { entries, head }: { entries: readonly NotedEntry[]; head: LinkedEntry | undefined },
  hashOf: HashOf,
): ChainBreak[] {
  const unlinked = entries.filter((entry) => !isLinked(entry));
  const noted = entries.filter(isLinked);
  const linked = head === undefined || noted.some(({ seq }) => seq === head.seq) ? noted : [...noted, head];
  const breaks: ChainBreak[] = unlinked.map(({ entryId }) => ({ kind: 'unlinked', entryId }));
  let last = { seq: 0, hash: day };
  for (const entry of linked.toSorted((a, b) => a.seq - b.seq)) {
    breaks.push(...breaksBetween(last, entry, hashOf));
    if (entry.seq === head?.seq && entry.hash !== head.hash) breaks.push(breakAt('changed', entry));
    last = entry;
  }
  return head === undefined && linked.length > 0 ? [...breaks, { kind: 'headless' }] : breaks;
}

function breaksBetween(last: { seq: number; hash: string }, entry: LinkedEntry, hashOf: HashOf): ChainBreak[] {
  if (entry.hash !== hashOf(textOf(entry, entry))) return [...gap(last, entry), breakAt('changed', entry)];
  const isNext = entry.seq === last.seq + 1;
  if (isNext) return entry.prev === last.hash ? [] : [breakAt('torn', entry)];
  return entry.seq > last.seq ? gap(last, entry) : [breakAt('torn', entry)];
}

function gap(last: { seq: number }, { seq }: LinkedEntry): ChainBreak[] {
  return seq > last.seq + 1 ? [{ kind: 'missing', seq: last.seq + 1, to: seq - 1 }] : [];
}

function breakAt(kind: 'changed' | 'torn', { seq, entryId }: LinkedEntry): ChainBreak {
  return { kind, seq, entryId };
}

function isLinked(entry: NotedEntry): entry is LinkedEntry {
  return entry.seq !== undefined && entry.prev !== undefined && entry.hash !== undefined;
}

function dayOf({ at }: AuditEntry): string {
  return at.slice(0, 10);
}

/** What the hash is of; its form is for all time. */
function textOf(entry: AuditEntry, { seq, prev }: Pick<ChainLink, 'seq' | 'prev'>): string {
  const { entryId, at, actor, action, subject, detail = null } = entry;
  return JSON.stringify([dayOf(entry), seq, prev, entryId, at, actor, action, subject, detail]);
}
