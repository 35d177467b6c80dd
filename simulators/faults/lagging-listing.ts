interface Superseded<Entry> {
  id: string;
  /** Null: it did not exist. */
  record: Entry | null;
  /** Until then (epoch milliseconds) listings show this record. */
  until: number;
}

/** What listings and searches of a vendor show: a write appears there only after the lag. */
export function laggingListing<Entry extends { id: string }>(now: () => number, initialLagMs: number) {
  let lagMs = initialLagMs;
  let superseded: Superseded<Entry>[] = [];
  return {
    setLag(ms: number) {
      lagMs = ms;
    },
    /** Called ahead of every write, with a copy of what it changes. */
    supersede(id: string, record: Entry | null) {
      if (lagMs > 0) superseded.push({ id, record, until: now() + lagMs });
    },
    /** Those of `current` ids are shown as they are now. */
    view(entries: readonly Entry[], current: readonly string[] = []): Entry[] {
      superseded = superseded.filter((old) => old.until > now());
      return entries.flatMap((entry) => {
        if (current.includes(entry.id)) return entry;
        const oldest = superseded.find((old) => old.id === entry.id);
        return (oldest ? oldest.record : entry) ?? [];
      });
    },
  };
}
