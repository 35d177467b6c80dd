import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Phase, RECENT_MS } from '../../domain/run.ts';
import type { TicketRef } from '../../domain/ticket.ts';
import { epochSeconds, HOUR_MS, type Instant, plus } from '../../domain/time.ts';
import type { ClaimOutcome, DispatchRecord, DispatchRecordStore, RunClaim } from '../../ports/admission-store.ts';
import { instant, ticketRef } from './item-shape.ts';
import { dispatchRecordKey } from './keys.ts';
import { type Item, type StateTable, stateTable } from './state-table.ts';

/** How long a record is kept after its last run: longer than it can refuse anybody. */
const KEPT_MS = 48 * HOUR_MS;

const Dispatch = z.object({ dispatchedAt: instant, runId: z.string() });
/** Each phase is an attribute of its own, so that one `SET` works on a record that does not exist yet. */
const DispatchRecordItem = z.object({
  ...ticketRef,
  liveRunId: z.string().optional(),
  planning: Dispatch.exactOptional(),
  implementation: Dispatch.exactOptional(),
  'gap-fill': Dispatch.exactOptional(),
});

function toRecord(item: Item): DispatchRecord {
  const { tracker, ticketId, liveRunId, ...phases } = DispatchRecordItem.parse(item);
  return { tracker, ticketId, liveRunId, phases };
}

/** The in-flight and the recent check, as one conditional write. */
export function dispatchRecordStore(client: DynamoDBDocumentClient, tableName: string): DispatchRecordStore {
  const table = stateTable(client, tableName);
  return {
    claim: (claim, replacing) => claimFor(table, claim, replacing),
    async release(ref, runId, at) {
      const write = await table.update(dispatchRecordKey(ref), 'SET expiresAt = :expiresAt REMOVE liveRunId', {
        condition: 'liveRunId = :run',
        values: { ':run': runId, ':expiresAt': epochSeconds(plus(at, KEPT_MS)) },
      });
      return write.isWritten ? 'released' : 'kept';
    },
    lift: (ref, phase, runId) => liftOf(table, { ...ref, phase, runId }),
    async read(ref) {
      const item = await table.get(dispatchRecordKey(ref));
      return item === undefined ? undefined : toRecord(item);
    },
  };
}

async function liftOf(
  table: StateTable,
  { phase, runId, ...ref }: TicketRef & { phase: Phase; runId: string | undefined },
): ReturnType<DispatchRecordStore['lift']> {
  const isOfRun = runId === undefined ? 'attribute_not_exists(#phase)' : '#phase.runId = :run';
  const write = await table.update(dispatchRecordKey(ref), 'REMOVE #phase', {
    condition: `attribute_exists(pk) AND attribute_not_exists(liveRunId) AND ${isOfRun}`,
    names: { '#phase': phase },
    ...(runId !== undefined && { values: { ':run': runId } }),
  });
  if (write.isWritten) return 'lifted';
  const item = write.standing;
  // Without a record there is nothing to lift.
  if (item === undefined) return 'lifted';
  const { liveRunId, phases } = toRecord(item);
  if (liveRunId !== undefined) return 'in_flight';
  return phases[phase] === undefined ? 'lifted' : 'kept';
}

const FIELDS = 'tracker = :tracker, ticketId = :ticketId, liveRunId = :run, #phase = :dispatch';

async function claimFor(table: StateTable, claim: RunClaim, replacing?: string): Promise<ClaimOutcome> {
  const { tracker, ticketId, runId, phase, at, retryOf } = claim;
  const isFree = replacing === undefined ? 'attribute_not_exists(liveRunId)' : IS_FREE_OR_REPLACED;
  const write = await table.update(dispatchRecordKey(claim), `SET ${FIELDS} REMOVE expiresAt`, {
    condition: phase === 'gap-fill' ? isFree : `${isFree} AND ${isNotRecent(retryOf)}`,
    names: { '#phase': phase },
    values: {
      ':tracker': tracker,
      ':ticketId': ticketId,
      ':run': runId,
      ':dispatch': { dispatchedAt: at, runId },
      ...(replacing !== undefined && { ':replacing': replacing }),
      ...(phase !== 'gap-fill' && { ':dayAgo': dayBefore(at) }),
      ...(phase !== 'gap-fill' && retryOf !== undefined && { ':retryOf': retryOf }),
    },
  });
  if (write.isWritten) return { outcome: 'claimed' };
  return refusalOf(write.standing, claim, replacing) ?? claimFor(table, claim, replacing);
}

const IS_FREE_OR_REPLACED = '(attribute_not_exists(liveRunId) OR liveRunId = :replacing)';

function isNotRecent(retryOf: string | undefined): string {
  const isOld = 'attribute_not_exists(#phase) OR #phase.dispatchedAt <= :dayAgo';
  return retryOf === undefined ? `(${isOld})` : `(${isOld} OR #phase.runId = :retryOf)`;
}

function dayBefore(at: Instant): Instant {
  return plus(at, -RECENT_MS);
}

/** Why the record refused; undefined when it would not refuse any more, since it changed after the refusal. */
function refusalOf(item: Item | undefined, claim: RunClaim, replacing?: string): ClaimOutcome | undefined {
  if (item === undefined) return undefined;
  const { liveRunId, phases } = toRecord(item);
  if (liveRunId === claim.runId) return { outcome: 'claimed' };
  if (liveRunId !== undefined && liveRunId !== replacing) return { outcome: 'in_flight', liveRunId };
  const last = phases[claim.phase];
  if (claim.phase === 'gap-fill' || last === undefined || last.runId === claim.retryOf) return undefined;
  return last.dispatchedAt <= dayBefore(claim.at) ? undefined : { outcome: 'recent', dispatchedAt: last.dispatchedAt };
}
