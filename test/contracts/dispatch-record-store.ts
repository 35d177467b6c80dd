import { describe, expect, it } from 'vitest';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import type { RunClaim } from '../../shared/ports/admission-store.ts';
import type { FreshStores } from './stores.ts';

const NOON = '2026-01-05T12:00:00.000Z';
const TICKET = { tracker: 'linear', ticketId: 'ticket-1' } as const;

function aClaim(overrides: Partial<RunClaim> = {}): RunClaim {
  return { ...TICKET, runId: 'run-1', phase: 'implementation', at: NOON, ...overrides };
}

/** A store in which run-1 was claimed at noon, and released an hour later. */
async function afterRun1(fresh: FreshStores) {
  const { dispatchRecords } = await fresh();
  await dispatchRecords.claim(aClaim());
  await dispatchRecords.release(TICKET, 'run-1', plus(NOON, HOUR_MS));
  return dispatchRecords;
}

export function dispatchRecordStoreContract(fresh: FreshStores): void {
  describe('a dispatch record', () => {
    inFlight(fresh);
    recent(fresh);
    lifting(fresh);
    releasing(fresh);
  });
}

function inFlight(fresh: FreshStores): void {
  it('is claimed by one run, and repeating the claim changes no time', async () => {
    const { dispatchRecords } = await fresh();
    expect(await dispatchRecords.claim(aClaim())).toEqual({ outcome: 'claimed' });
    expect(await dispatchRecords.claim(aClaim({ at: plus(NOON, HOUR_MS) }))).toEqual({ outcome: 'claimed' });
    expect(await dispatchRecords.read(TICKET)).toEqual({
      ...TICKET,
      liveRunId: 'run-1',
      phases: { implementation: { dispatchedAt: NOON, runId: 'run-1' } },
    });
  });

  it('refuses another run of any phase while one is live, however long ago it began', async () => {
    const { dispatchRecords } = await fresh();
    await dispatchRecords.claim(aClaim());
    const later = plus(NOON, 100 * HOUR_MS);
    const refused = { outcome: 'in_flight', liveRunId: 'run-1' };
    expect(await dispatchRecords.claim(aClaim({ runId: 'run-2', at: later }))).toEqual(refused);
    expect(await dispatchRecords.claim(aClaim({ runId: 'run-3', phase: 'planning', at: later }))).toEqual(refused);
    expect(await dispatchRecords.claim(aClaim({ runId: 'run-4', phase: 'gap-fill', at: later }))).toEqual(refused);
    const isRetry = aClaim({ runId: 'run-5', retryOf: 'run-1' });
    expect(await dispatchRecords.claim(isRetry)).toEqual(refused);
  });

  it('lets a run replace exactly the one that is known to be over', async () => {
    const { dispatchRecords } = await fresh();
    await dispatchRecords.claim(aClaim());
    const retry = aClaim({ runId: 'run-2', retryOf: 'run-1' });
    expect(await dispatchRecords.claim(retry, 'run-0')).toEqual({ outcome: 'in_flight', liveRunId: 'run-1' });
    expect(await dispatchRecords.claim(retry, 'run-1')).toEqual({ outcome: 'claimed' });
    const late = aClaim({ runId: 'run-3', retryOf: 'run-1' });
    expect(await dispatchRecords.claim(late, 'run-1')).toEqual({ outcome: 'in_flight', liveRunId: 'run-2' });
  });

  it('has one winner among many runs that claim at once', async () => {
    const { dispatchRecords } = await fresh();
    const claims = Array.from({ length: 20 }, (_, n) => aClaim({ runId: `run-${n}` }));
    const outcomes = await Promise.all(claims.map((claim) => dispatchRecords.claim(claim)));
    const winners = claims.filter((_, n) => outcomes[n]?.outcome === 'claimed');
    expect(winners).toHaveLength(1);
    const liveRunId = winners[0]?.runId;
    expect((await dispatchRecords.read(TICKET))?.liveRunId).toBe(liveRunId);
    expect(outcomes.filter((o) => o.outcome === 'in_flight' && o.liveRunId === liveRunId)).toHaveLength(19);
  });
}

function recent(fresh: FreshStores): void {
  it('refuses the same phase within 24 hours of its dispatch, also when its run is over, and not after', async () => {
    const dispatchRecords = await afterRun1(fresh);
    const justBefore = aClaim({ runId: 'run-2', at: plus(NOON, 24 * HOUR_MS - 1) });
    expect(await dispatchRecords.claim(justBefore)).toEqual({ outcome: 'recent', dispatchedAt: NOON });
    const aDayLater = aClaim({ runId: 'run-3', at: plus(NOON, 24 * HOUR_MS) });
    expect(await dispatchRecords.claim(aDayLater)).toEqual({ outcome: 'claimed' });
  });

  it("refuses also a replaced run's successor that is no retry of it", async () => {
    const { dispatchRecords } = await fresh();
    await dispatchRecords.claim(aClaim());
    const outcome = await dispatchRecords.claim(aClaim({ runId: 'run-2', at: plus(NOON, HOUR_MS) }), 'run-1');
    expect(outcome).toEqual({ outcome: 'recent', dispatchedAt: NOON });
  });

  it('counts each phase on its own', async () => {
    const dispatchRecords = await afterRun1(fresh);
    expect(await dispatchRecords.claim(aClaim({ runId: 'run-2', phase: 'planning' }))).toEqual({ outcome: 'claimed' });
    const { phases } = (await dispatchRecords.read(TICKET)) ?? { phases: {} };
    expect(Object.keys(phases).sort()).toEqual(['implementation', 'planning']);
  });

  it('does not hold back a retry of the run that was dispatched last, nor a gap-fill', async () => {
    const dispatchRecords = await afterRun1(fresh);
    const retry = aClaim({ runId: 'run-2', retryOf: 'run-1', at: plus(NOON, 2 * HOUR_MS) });
    expect(await dispatchRecords.claim(retry)).toEqual({ outcome: 'claimed' });
    await dispatchRecords.release(TICKET, 'run-2', plus(NOON, 3 * HOUR_MS));
    const again = aClaim({ runId: 'run-3', retryOf: 'run-1', at: plus(NOON, 4 * HOUR_MS) });
    expect((await dispatchRecords.claim(again)).outcome).toBe('recent');
    for (const runId of ['run-4', 'run-5']) {
      expect(await dispatchRecords.claim(aClaim({ runId, phase: 'gap-fill' }))).toEqual({ outcome: 'claimed' });
      await dispatchRecords.release(TICKET, runId, plus(NOON, 4 * HOUR_MS));
    }
  });
}

function lifting(fresh: FreshStores): void {
  it('forgets one phase when the rule is lifted', async () => {
    const dispatchRecords = await afterRun1(fresh);
    expect(await dispatchRecords.lift(TICKET, 'implementation', 'run-1')).toBe('lifted');
    expect(await dispatchRecords.claim(aClaim({ runId: 'run-2' }))).toEqual({ outcome: 'claimed' });
  });

  it('is not lifted while a run is live', async () => {
    const { dispatchRecords } = await fresh();
    await dispatchRecords.claim(aClaim());
    expect(await dispatchRecords.lift(TICKET, 'implementation', 'run-1')).toBe('in_flight');
  });

  it('is lifted of the run alone that the wish is about', async () => {
    const dispatchRecords = await afterRun1(fresh);
    expect(await dispatchRecords.lift(TICKET, 'implementation', 'run-0')).toBe('kept');
    expect(await dispatchRecords.lift(TICKET, 'implementation', undefined)).toBe('kept');
    expect((await dispatchRecords.claim(aClaim({ runId: 'run-2' }))).outcome).toBe('recent');
    expect(await dispatchRecords.lift(TICKET, 'implementation', 'run-1')).toBe('lifted');
    expect(await dispatchRecords.lift(TICKET, 'implementation', 'run-1')).toBe('lifted');
  });

  it('has nothing to lift for a ticket that was never dispatched', async () => {
    const { dispatchRecords } = await fresh();
    expect(await dispatchRecords.lift(TICKET, 'implementation', undefined)).toBe('lifted');
    expect(await dispatchRecords.read(TICKET)).toBeUndefined();
  });
}

function releasing(fresh: FreshStores): void {
  it('is released only by the run that is live', async () => {
    const { dispatchRecords } = await fresh();
    await dispatchRecords.claim(aClaim());
    expect(await dispatchRecords.release(TICKET, 'run-2', NOON)).toBe('kept');
    expect(await dispatchRecords.release(TICKET, 'run-1', NOON)).toBe('released');
    expect(await dispatchRecords.release(TICKET, 'run-1', NOON)).toBe('kept');
    expect((await dispatchRecords.read(TICKET))?.liveRunId).toBeUndefined();
  });

  it('is claimed again after its release by the same run only as a recent one', async () => {
    const dispatchRecords = await afterRun1(fresh);
    expect((await dispatchRecords.claim(aClaim())).outcome).toBe('recent');
  });
}
