import type { Fakes } from './fakes.ts';
import type { Break } from './world.ts';

/** One rule of the design taken out of the proven fakes, and what must come to light without it. */
export interface Sabotage {
  without: string;
  sabotage: Break;
  finds: RegExp;
  /** It shows where everything is stopped again and again. */
  isOftenStopped?: boolean;
  /** It shows only in a world that goes on for long. */
  isLong?: boolean;
}

export const SABOTAGES: readonly Sabotage[] = [
  { without: 'the condition on free slots', sabotage: withoutLimit, finds: /admits while/ },
  { without: 'the condition on the dispatch record', sabotage: withoutRecord, finds: /two live runs|holds no slot/ },
  { without: 'the lease of a dispatch', sabotage: withoutLease, finds: /executed twice/ },
  { without: 'the gate', sabotage: withoutGate, finds: /both passed the gate/ },
  { without: 'the condition on a release', sabotage: withoutOwner, finds: /holds no slot/ },
  { without: 'the stored report', sabotage: withoutReport, finds: /is lost|was taken|does not rest|two results/ },
  {
    without: 'the timers',
    sabotage: withoutTimers,
    finds: /never ends|still shows|is left as|never came|for ever|does not rest/,
  },
  {
    ...{ without: 'a look at the mapping', sabotage: withoutHold, isOftenStopped: true },
    finds: /is dispatched after a stop/,
  },
  { without: 'the mark of what chats were told', sabotage: withoutMarks, finds: /are told twice/ },
  { without: 'the condition on a budget', sabotage: withoutBudget, finds: /is overspent/ },
  { without: 'the end of what a budget holds', sabotage: withoutSettling, finds: /for ever|its runs cost/ },
  { without: 'the release of a slot', sabotage: withoutRelease, finds: /a watch leaves|for ever/ },
  { without: 'the removal of an older approval', sabotage: withoutRemoval, finds: /which nobody approved/ },
  { without: 'the question which job works', sabotage: withoutJobs, finds: /given up while it waited/ },
  { without: 'the repository of a plan', sabotage: withoutRepository, finds: /planned for/ },
  { without: 'a look at the ticket when its plan is approved', sabotage: withoutLook, finds: /did not plan/ },
];

function withoutLimit({ buckets }: Fakes): Partial<Fakes> {
  const claimSlot: Fakes['buckets']['claimSlot'] = async (claim) => {
    const bucket = await buckets.read(claim.bucketId);
    if (bucket === undefined) return 'full';
    await buckets.saveLimit({ ...bucket, limit: 100 });
    const outcome = await buckets.claimSlot(claim);
    await buckets.saveLimit(bucket);
    return outcome;
  };
  return { buckets: { ...buckets, claimSlot } };
}

function withoutRecord({ dispatchRecords }: Fakes): Partial<Fakes> {
  const claim: Fakes['dispatchRecords']['claim'] = async (wanted) => {
    const standing = await dispatchRecords.read(wanted);
    if (standing?.liveRunId !== undefined) await dispatchRecords.release(wanted, standing.liveRunId, wanted.at);
    const { phases } = (await dispatchRecords.read(wanted)) ?? {};
    await dispatchRecords.lift(wanted, wanted.phase, phases?.[wanted.phase]?.runId);
    return dispatchRecords.claim(wanted);
  };
  return { dispatchRecords: { ...dispatchRecords, claim } };
}

function withoutMarks(): Partial<Fakes> {
  return { notified: { mark: async () => 'marked' } };
}

function withoutLease({ runs }: Fakes): Partial<Fakes> {
  return { runs: { ...runs, takeDispatch: async () => 'taken' } };
}

function withoutGate({ runs }: Fakes): Partial<Fakes> {
  const start: Fakes['runs']['start'] = async (runId, request) => {
    const outcome = await runs.start(runId, request);
    const run = await runs.read(runId);
    return outcome.outcome === 'taken' && run !== undefined ? { outcome: 'started', run } : outcome;
  };
  return { runs: { ...runs, start } };
}

function withoutOwner({ buckets }: Fakes): Partial<Fakes> {
  const releaseSlot: Fakes['buckets']['releaseSlot'] = async (slot) => {
    const runId = (await buckets.read(slot.bucketId))?.slots[slot.ticketId]?.runId ?? slot.runId;
    return buckets.releaseSlot({ ...slot, runId });
  };
  return { buckets: { ...buckets, releaseSlot } };
}

function withoutHold({ mappings }: Fakes): Partial<Fakes> {
  const read: Fakes['mappings']['read'] = async (mappingId) => {
    const mapping = await mappings.read(mappingId);
    return mapping && { ...mapping, paused: false };
  };
  return { mappings: { ...mappings, read } };
}

function withoutBudget({ spending }: Fakes): Partial<Fakes> {
  return { spending: { ...spending, reserve: (of, run) => spending.reserve(of, { ...run, limitUsd: undefined }) } };
}

function withoutSettling({ spending }: Fakes): Partial<Fakes> {
  return { spending: { ...spending, settle: async () => undefined } };
}

function withoutReport({ runs }: Fakes): Partial<Fakes> {
  return { runs: { ...runs, putReport: async () => 'stored' } };
}

function withoutTimers({ timers }: Fakes): Partial<Fakes> {
  return { timers: { ...timers, set: async () => undefined } };
}

function withoutRelease({ buckets }: Fakes): Partial<Fakes> {
  return { buckets: { ...buckets, releaseSlot: async () => 'kept' } };
}

function withoutRemoval({ tracker }: Fakes): Partial<Fakes> {
  const show: Fakes['tracker']['show'] = (ticketId, change) =>
    tracker.show(ticketId, { ...change, remove: change.remove.filter((marker) => marker !== 'plan_approved') });
  return { tracker: { ...tracker, show } };
}

/** Every text has the same hash, so that no plan is ever outdated. */
function withoutLook({ ids }: Fakes): Partial<Fakes> {
  return { ids: { ...ids, hashOf: () => 'the same' } };
}

/** A job seems to work that began long ago, also while all wait. */
function withoutJobs({ executor }: Fakes): Partial<Fakes> {
  return { executor: { ...executor, job: async () => ({ startedAt: '2026-01-01T00:00:00.000Z' }) } };
}

/** A plan forgets where it was made for. */
function withoutRepository({ tickets }: Fakes): Partial<Fakes> {
  const write: Fakes['tickets']['write'] = (record) => {
    if (record.plan === undefined) return tickets.write(record);
    const { repository: _, ...plan } = record.plan;
    return tickets.write({ ...record, plan });
  };
  return { tickets: { ...tickets, write } };
}
