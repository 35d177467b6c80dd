import { copyOf } from './copy-of.ts';
/** Records by key, written only on the version that was read: what ticket and mapping fakes have in common. */
export interface VersionedMap<T extends { version: number }> {
  get(key: string): T | undefined;
  values(): T[];
  /** Writes on version `record.version` (0: none stands) and counts it up; undefined when another stands. */
  write(key: string, record: T): T | undefined;
  /** Removes that version; an absent record counts as removed. */
  remove(key: string, record: T): 'removed' | 'stale';
}

export function versionedMap<T extends { version: number }>(): VersionedMap<T> {
  const records = new Map<string, T>();
  return {
    get: (key) => copyOf(records.get(key)),
    values: () => copyOf([...records.values()]),
    write(key, record) {
      if ((records.get(key)?.version ?? 0) !== record.version) return undefined;
      const written = copyOf({ ...record, version: record.version + 1 });
      records.set(key, written);
      return copyOf(written);
    },
    remove(key, record) {
      const standing = records.get(key);
      if (standing !== undefined && standing.version !== record.version) return 'stale';
      records.delete(key);
      return 'removed';
    },
  };
}
