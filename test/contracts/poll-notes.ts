import { expect, it } from 'vitest';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { FreshStores } from './stores.ts';

const NOW = '2026-01-05T09:00:00.000Z';
const LATER = plus(NOW, MINUTE_MS);

/** What polls and watches leave for the next watch. */
export function pollNotesContract(fresh: FreshStores): void {
  it('keep how the last poll that came to its end fared, also while the next one holds the lease', async () => {
    const { settings } = await fresh();
    const lease = { now: NOW, until: LATER };
    expect(await settings.readLastPoll()).toBeUndefined();
    await settings.takeLease('poll', lease);
    expect(await settings.readLastPoll()).toBeUndefined();
    await settings.releaseLease('poll', {}, { polledAt: NOW, failing: { jira: NOW } });
    await settings.takeLease('poll', lease);
    expect(await settings.readLastPoll()).toEqual({ polledAt: NOW, failing: { jira: NOW } });
    await settings.releaseLease('poll');
    expect(await settings.readLastPoll()).toEqual({ polledAt: NOW, failing: { jira: NOW } });
    await settings.takeLease('poll', lease);
    await settings.releaseLease('poll', {}, { polledAt: LATER, failing: {} });
    expect(await settings.readLastPoll()).toEqual({ polledAt: LATER, failing: {} });
  });

  it('keep what operators are told of', async () => {
    const { settings } = await fresh();
    expect(await settings.readTroubles()).toBeUndefined();
    const note = { queuesLookedAt: NOW, polls: { 'no poll': { seenAt: NOW, count: 1, toldAt: LATER } }, queues: {} };
    await settings.writeTroubles(note);
    await settings.writeTroubles({ ...note, polls: {} });
    expect(await settings.readTroubles()).toEqual({ ...note, polls: {} });
  });
}
