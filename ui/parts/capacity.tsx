import type { BucketView } from '../../shared/contract/admin.ts';
import { duration } from '../format.ts';
import { Link } from './link.tsx';

/** The slots of one bucket: a pip for each, and who holds it. */
export function Capacity({ bucket, now }: { bucket: BucketView; now: string }) {
  const used = bucket.holders.length;
  const name = bucket.bucketId.split('#')[1] ?? bucket.bucketId;
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
      <p class="faint small">{bucket.mappings.length === 0 ? 'No mapping any more' : bucket.mappings.join(', ')}</p>
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
