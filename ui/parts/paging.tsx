import { path, query, searchOf } from '../route.ts';
import { Link } from './link.tsx';

/** The way from one page of a list to the next, and back to its beginning. */
export function Paging({ next, nextLabel = 'Older' }: { next: string | undefined; nextLabel?: string }) {
  const at = (after: string | undefined) => path.value + searchOf({ ...query.value, after });
  if (next === undefined && query.value['after'] === undefined) return null;
  return (
    <nav class="paging" aria-label="Pages of the list">
      {query.value['after'] !== undefined && (
        <Link to={at(undefined)} class="button">
          Newest
        </Link>
      )}
      {next !== undefined && (
        <Link to={at(next)} class="button">
          {nextLabel}
        </Link>
      )}
    </nav>
  );
}
