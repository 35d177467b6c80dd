import type { BucketView } from '../../shared/contract/admin.ts';
import { duration } from '../format.ts';
import { Link } from './link.tsx';

/** The slots of one bucket: a pip for each, and who holds it. It is called as the mapping that has it alone, or by a title where several may share it. */
export function Capacity({ bucket, now }: { bucket: BucketView; now: string }) {
  const used = bucket.holders.length;
  const mappings = bucket.mappings.join(', ') || 'No mapping any more';
  const name = bucket.title ?? mappings;
  return (
    <li class="bucket">
      <div class="bucket-head">
        <h3>{name}</h3>
        <span class="figure">
          {used} <span class="figure-limit faint">of {bucket.limit}</span>
        </span>
      </div>
      <meter class="visually-hidden" aria-label={`Slots in use of ${name}`} min={0} max={bucket.limit} value={used} />
      <div class={`pips ${bucket.limit > 24 ? 'dense' : ''}`} aria-hidden="true">
        {Array.from({ length: Math.max(bucket.limit, used) }, (_, index) => index).map((index) => (
          <span key={index} class={pipClass(index, used, bucket.limit)} />
        ))}
      </div>
      {bucket.title !== undefined && <p class="faint small">{mappings}</p>}
      {used > 0 && (
        <ul class="holders">
          {bucket.holders.map((holder) => (
            <li key={holder.ticketId}>
              <Link to={`/runs/${holder.runId}`}>{holder.ticketKey ?? `…${holder.ticketId.slice(-6)}`}</Link>
              <span class="faint">{duration(holder.since, now)}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** A limit that was lowered lets runs go on above it. */
function pipClass(index: number, used: number, limit: number): string {
  if (index >= used) return 'pip';
  return index >= limit ? 'pip over' : 'pip used';
}
