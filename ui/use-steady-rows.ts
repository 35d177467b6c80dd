import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

interface SteadyRows<Row> {
  rows: Row[];
  /** How many came since, at the top; `take` shows them. */
  fresh: number;
  take: () => void;
}

/**
 * The rows of a list that refreshes itself, so that none moves under the eyes of whoever reads: those that are shown change in their place, and
 * new ones wait until they are taken. `of`: what the list is of; another list begins anew.
 */
export function useSteadyRows<Row>(of: string, rows: readonly Row[] | undefined, idOf: (row: Row) => string) {
  const kept = useSignal<{ of: string; rows: readonly Row[] }>({ of, rows: [] });
  const isKept = kept.value.of === of && kept.value.rows.length > 0;
  const shown = isKept ? kept.value.rows : (rows ?? []);
  useEffect(() => {
    if (!isKept && rows !== undefined) kept.value = { of, rows };
  }, [isKept, rows]);
  const newest = new Map(rows?.map((row) => [idOf(row), row]));
  const known = new Set(shown.map(idOf));
  const take = () => {
    kept.value = { of, rows: rows ?? [] };
  };
  const fresh = rows?.filter((row) => !known.has(idOf(row))).length ?? 0;
  return { rows: shown.map((row) => newest.get(idOf(row)) ?? row), fresh, take } satisfies SteadyRows<Row>;
}
