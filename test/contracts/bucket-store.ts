import { describe, expect, it } from 'vitest';
import type { BucketStore, SlotClaim } from '../../shared/ports/admission-store.ts';
import type { FreshStores } from './stores.ts';

const BUCKET = 'linear#ENG';

function aClaim(overrides: Partial<SlotClaim> = {}): SlotClaim {
  const at = '2026-01-05T09:00:00.000Z';
  return {
    bucketId: BUCKET,
    ticketId: 'ticket-1',
    runId: 'run-1',
    phase: 'implementation',
    at,
    claimId: 'claim-1',
    ...overrides,
  };
}

async function withLimit(fresh: FreshStores, limit: number): Promise<BucketStore> {
  const { buckets } = await fresh();
  await buckets.saveLimit({ bucketId: BUCKET, tracker: 'linear', limit });
  return buckets;
}

export function bucketStoreContract(fresh: FreshStores): void {
  describe('a bucket', () => {
    claiming(fresh);
    releasing(fresh);
    limits(fresh);
  });
}

function claiming(fresh: FreshStores): void {
  it('gives a slot, and gives it again to the same delivery', async () => {
    const buckets = await withLimit(fresh, 1);
    expect(await buckets.claimSlot(aClaim())).toBe('claimed');
    expect(await buckets.claimSlot(aClaim())).toBe('claimed');
    expect(Object.keys((await buckets.read(BUCKET))?.slots ?? {})).toEqual(['ticket-1']);
  });

  it('gives it to another delivery of the same run only after a lease', async () => {
    const buckets = await withLimit(fresh, 1);
    await buckets.claimSlot(aClaim());
    const second = { claimId: 'claim-2', at: '2026-01-05T09:01:29.999Z' };
    expect(await buckets.claimSlot(aClaim(second))).toBe('full');
    const third = { claimId: 'claim-3', at: '2026-01-05T09:01:30.000Z' };
    expect(await buckets.claimSlot(aClaim(third))).toBe('claimed');
    expect(await buckets.claimSlot(aClaim({ claimId: 'claim-4', at: '2026-01-05T09:02:00.000Z' }))).toBe('full');
    expect((await buckets.read(BUCKET))?.slots).toMatchObject({ 'ticket-1': { since: third.at } });
  });

  it('is full for a ticket over its limit, and for another run of a ticket that holds a slot', async () => {
    const buckets = await withLimit(fresh, 2);
    await buckets.claimSlot(aClaim());
    expect(await buckets.claimSlot(aClaim({ runId: 'run-2' }))).toBe('full');
    await buckets.claimSlot(aClaim({ ticketId: 'ticket-2', runId: 'run-2' }));
    expect(await buckets.claimSlot(aClaim({ ticketId: 'ticket-3', runId: 'run-3' }))).toBe('full');
  });

  it('is full when it does not exist', async () => {
    const { buckets } = await fresh();
    expect(await buckets.claimSlot(aClaim())).toBe('full');
    expect(await buckets.read(BUCKET)).toBeUndefined();
  });

  it('has exactly as many winners as slots among 200 claims at once, and their repeats succeed', async () => {
    const buckets = await withLimit(fresh, 3);
    const claims = Array.from({ length: 200 }, (_, n) => aClaim({ ticketId: `ticket-${n}`, runId: `run-${n}` }));
    const outcomes = await Promise.all(claims.map((claim) => buckets.claimSlot(claim)));
    const winners = claims.filter((_, n) => outcomes[n] === 'claimed');
    expect(winners).toHaveLength(3);
    expect(await Promise.all(winners.map((claim) => buckets.claimSlot(claim)))).toEqual(Array(3).fill('claimed'));
    const held = Object.keys((await buckets.read(BUCKET))?.slots ?? {});
    expect(held.sort()).toEqual(winners.map((claim) => claim.ticketId).sort());
  });
}

function releasing(fresh: FreshStores): void {
  it('frees a slot only for the run that holds it', async () => {
    const buckets = await withLimit(fresh, 1);
    await buckets.claimSlot(aClaim());
    expect(await buckets.releaseSlot(aClaim({ runId: 'run-2' }))).toBe('kept');
    expect(await buckets.releaseSlot(aClaim())).toBe('released');
    expect(await buckets.releaseSlot(aClaim())).toBe('kept');
    expect(await buckets.claimSlot(aClaim({ ticketId: 'ticket-2', runId: 'run-2' }))).toBe('claimed');
  });

  it('has nothing to free where there is no bucket', async () => {
    const { buckets } = await fresh();
    expect(await buckets.releaseSlot(aClaim())).toBe('kept');
  });
}

function limits(fresh: FreshStores): void {
  it('keeps its slots when its limit is lowered below them, and admits nobody until they are free', async () => {
    const buckets = await withLimit(fresh, 2);
    await buckets.claimSlot(aClaim());
    await buckets.claimSlot(aClaim({ ticketId: 'ticket-2', runId: 'run-2' }));
    await buckets.saveLimit({ bucketId: BUCKET, tracker: 'linear', limit: 1 });
    await buckets.releaseSlot(aClaim());
    expect(await buckets.claimSlot(aClaim({ ticketId: 'ticket-3', runId: 'run-3' }))).toBe('full');
    const slot = { runId: 'run-2', phase: 'implementation', claimId: 'claim-1', since: '2026-01-05T09:00:00.000Z' };
    expect(await buckets.read(BUCKET)).toEqual({
      bucketId: BUCKET,
      tracker: 'linear',
      limit: 1,
      slots: { 'ticket-2': slot },
    });
  });

  it('is listed with the others', async () => {
    const buckets = await withLimit(fresh, 1);
    await buckets.saveLimit({ bucketId: 'linear#OPS', tracker: 'linear', limit: 5 });
    expect((await buckets.all()).map((bucket) => [bucket.bucketId, bucket.limit])).toEqual([
      [BUCKET, 1],
      ['linear#OPS', 5],
    ]);
  });
}
