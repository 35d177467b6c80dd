import { RECENT_MS } from '../../shared/domain/run.ts';
import { ticketName } from '../../shared/domain/ticket.ts';
import { elapsedMs } from '../../shared/domain/time.ts';
import type { DispatchRecord, DispatchRecordStore } from '../../shared/ports/admission-store.ts';
import { copyOf } from './copy-of.ts';

/** Dispatch records in memory; each call is one atomic step. */
export function fakeDispatchRecordStore(): DispatchRecordStore {
  const records = new Map<string, DispatchRecord>();
  return {
    async claim({ tracker, ticketId, runId, phase, at, retryOf }, replacing) {
      const key = ticketName({ tracker, ticketId });
      const record = records.get(key) ?? { tracker, ticketId, phases: {} };
      const { liveRunId } = record;
      if (liveRunId === runId) return { outcome: 'claimed' };
      if (liveRunId !== undefined && liveRunId !== replacing) return { outcome: 'in_flight', liveRunId };
      const last = phase === 'gap-fill' ? undefined : record.phases[phase];
      if (last !== undefined && last.runId !== retryOf && elapsedMs(last.dispatchedAt, at) < RECENT_MS) {
        return { outcome: 'recent', dispatchedAt: last.dispatchedAt };
      }
      const phases = { ...record.phases, [phase]: { dispatchedAt: at, runId } };
      records.set(key, { ...record, liveRunId: runId, phases });
      return { outcome: 'claimed' };
    },
    async release(ref, runId) {
      const record = records.get(ticketName(ref));
      if (record?.liveRunId !== runId) return 'kept';
      delete record.liveRunId;
      return 'released';
    },
    async lift(ref, phase, runId) {
      const record = records.get(ticketName(ref));
      if (record?.liveRunId !== undefined) return 'in_flight';
      const last = record?.phases[phase];
      if (last !== undefined && last.runId !== runId) return 'kept';
      delete record?.phases[phase];
      return 'lifted';
    },
    async read(ref) {
      return copyOf(records.get(ticketName(ref)));
    },
  };
}
