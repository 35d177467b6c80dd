import { describe, expect, it } from 'vitest';
import type { TicketTimer } from '../../shared/contract/events.ts';
import { breaksIn } from '../../shared/domain/audit-chain.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { AuditLog } from '../../shared/ports/admin-store.ts';
import { systemIds } from '../../shared/runtime/identities.ts';
import { pollNotesContract } from './poll-notes.ts';
import { signInContract } from './sign-in.ts';
import type { FreshStores } from './stores.ts';

const NOW = '2026-01-05T09:00:00.000Z';
const LATER = plus(NOW, MINUTE_MS);

function aTimer(overrides: Partial<TicketTimer> = {}): TicketTimer {
  return { kind: 'check-run', dueAt: NOW, tracker: 'linear', ticketId: 'ticket-1', runId: 'run-1', ...overrides };
}

export function smallStoresContract(fresh: FreshStores): void {
  describe('timers', () => timers(fresh));
  describe('settings', () => settings(fresh));
  describe('settings of polls', () => polls(fresh));
  describe('notes of polls and watches', () => pollNotesContract(fresh));
  describe('sessions and sign-in tries', () => signInContract(fresh));
  describe('what was asked for again', () => {
    it('is empty at first, and then what was written last', async () => {
      const { redeliveries } = await fresh();
      expect(await redeliveries.read()).toEqual({});
      await redeliveries.write({ 'guid-1': '3804004623172239366', 'guid-2': '2' });
      await redeliveries.write({ 'guid-2': '3' });
      expect(await redeliveries.read()).toEqual({ 'guid-2': '3' });
    });
  });
  describe('the audit log', () => audit(fresh));
  describe('the stop of all runs', () => stop(fresh));
  describe('why a message failed', () => failures(fresh));
  describe('what chats were told of', () => {
    it('is marked by one of many, for each by itself', async () => {
      const { notified } = await fresh();
      const marks = await Promise.all(Array.from({ length: 10 }, () => notified.mark('run 1 begun', NOW)));
      expect(marks.filter((mark) => mark === 'marked')).toHaveLength(1);
      expect(await notified.mark('run 1 begun', LATER)).toBe('marked_already');
      expect(await notified.mark('run 1 failed', LATER)).toBe('marked');
    });
  });
}

function timers(fresh: FreshStores): void {
  it('are due from their moment on, earliest first', async () => {
    const { timers } = await fresh();
    await timers.set(aTimer());
    await timers.set(aTimer({ dueAt: plus(NOW, -1), kind: 'show-ticket', runId: undefined }));
    await timers.set(aTimer({ dueAt: plus(NOW, 1) }));
    expect((await timers.due(NOW, 10)).map((timer) => timer.kind)).toEqual(['show-ticket', 'check-run']);
    expect(await timers.due(NOW, 1)).toHaveLength(1);
    expect(await timers.due(plus(NOW, 1), 10)).toHaveLength(3);
  });

  it('are one when the same one is set twice, and gone when it is removed', async () => {
    const { timers } = await fresh();
    await timers.set(aTimer());
    await timers.set(aTimer());
    expect(await timers.due(NOW, 10)).toEqual([aTimer()]);
    await timers.remove(aTimer());
    await timers.remove(aTimer());
    expect(await timers.due(NOW, 10)).toEqual([]);
  });

  it('are all found, also when they do not fit one page', async () => {
    const { timers } = await fresh();
    const ticketId = 'x'.repeat(900);
    const many = Array.from({ length: 1200 }, (_, n) => aTimer({ ticketId, runId: `run-${n}` }));
    for (let from = 0; from < many.length; from += 50) {
      await Promise.all(many.slice(from, from + 50).map((timer) => timers.set(timer)));
    }
    expect(await timers.due(NOW, 2000)).toHaveLength(1200);
  });
}

function polls(fresh: FreshStores): void {
  it('give a lease to one of many, and again when it ran out or was released', async () => {
    const { settings } = await fresh();
    const lease = { now: NOW, until: LATER };
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => settings.takeLease('poll', lease)));
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
    expect(await settings.takeLease('poll', { now: plus(LATER, -1), until: plus(LATER, 1) })).toBe('held');
    expect(await settings.takeLease('poll', { now: LATER, until: plus(LATER, MINUTE_MS) })).toBe('taken');
    await settings.releaseLease('poll');
    expect(await settings.takeLease('poll', { now: LATER, until: plus(LATER, MINUTE_MS) })).toBe('taken');
    expect(await settings.takeLease('another', lease)).toBe('taken');
  });

  it('keep of a lease which trackers were polled well under it, each its newest', async () => {
    const { settings } = await fresh();
    expect(await settings.readPolled('poll')).toEqual({});
    await settings.takeLease('poll', { now: NOW, until: LATER });
    expect(await settings.readPolled('poll')).toEqual({});
    await settings.releaseLease('poll', { linear: NOW, jira: NOW });
    await settings.releaseLease('poll', { linear: LATER });
    await settings.takeLease('poll', { now: NOW, until: LATER });
    await settings.releaseLease('poll');
    expect(await settings.readPolled('poll')).toEqual({ linear: LATER, jira: NOW });
    expect(await settings.readPolled('another')).toEqual({});
  });

  it('keep how the polling of a tracker fares', async () => {
    const { settings } = await fresh();
    expect(await settings.readPollState('linear')).toBeUndefined();
    const since = { failuresInARow: 2, failingSince: NOW };
    const failing = { tracker: 'linear', ...since, notBefore: LATER, lastError: 'outage' } as const;
    await settings.writePollState(failing);
    expect(await settings.readPollState('linear')).toEqual(failing);
    const round = { reach: 'all', after: 'a-place', beganAt: LATER, tickets: 1000 } as const;
    const long = { lookedAt: LATER, lookedAfter: 't-1', round, restsUntil: LATER };
    const fine = { tracker: 'linear', failuresInARow: 0, lastSucceededAt: LATER, ...long } as const;
    await settings.writePollState(fine);
    expect(await settings.readPollState('linear')).toEqual(fine);
    expect(await settings.readPollState('jira')).toBeUndefined();
  });
}

function settings(fresh: FreshStores): void {
  it('keep when pull requests were last listed', async () => {
    const { settings } = await fresh();
    expect(await settings.readPullRequestLook()).toBeUndefined();
    await settings.writePullRequestLook(NOW);
    await settings.writePullRequestLook(LATER);
    expect(await settings.readPullRequestLook()).toBe(LATER);
  });

  it('keep when the newest delivery of the webhook came, in whatever order they are noted', async () => {
    const { settings } = await fresh();
    expect(await settings.readWebhook('github')).toEqual({ missed: 0 });
    await Promise.all([NOW, LATER, NOW].map((at) => settings.noteDelivery('github', at)));
    expect(await settings.readWebhook('github')).toEqual({ deliveredAt: LATER, missed: 0 });
    await settings.noteDelivery('github', plus(LATER, 1));
    expect(await settings.readWebhook('github')).toMatchObject({ deliveredAt: plus(LATER, 1) });
    expect(await settings.readWebhook('linear')).toEqual({ missed: 0 });
  });

  it('count what a webhook missed once it ever delivered, each by itself', async () => {
    const { settings } = await fresh();
    await settings.noteMissed('linear', 3, NOW);
    await settings.noteDelivery('linear', NOW);
    await Promise.all([1, 2].map((count) => settings.noteMissed('linear', count, LATER)));
    await settings.noteMissed('jira', 1, LATER);

    expect(await settings.readWebhook('linear')).toEqual({ deliveredAt: NOW, missed: 3, missedAt: LATER });
    expect(await settings.readWebhook('jira')).toEqual({ missed: 0 });
  });
}

function audit(fresh: FreshStores): void {
  const entry = { at: NOW, actor: 'admin', action: 'retry', subject: 'ENG-1' };
  const DAY = NOW.slice(0, 10);
  const breaksOf = async (log: AuditLog) =>
    breaksIn(DAY, { head: await log.headOf(DAY), entries: await log.ofDay(DAY) }, systemIds.hashOf);

  it('answers the entries of a day, newest first, each once, in a chain of the day', async () => {
    const { audit } = await fresh();
    await audit.add({ ...entry, entryId: '01A' });
    await audit.add({ ...entry, entryId: '01B', detail: 'the 24-hour rule was lifted' });
    await audit.add({ ...entry, entryId: '01B', detail: 'the 24-hour rule was lifted' });
    await audit.add({ ...entry, entryId: '01C', at: '2026-01-06T00:00:00.000Z' });
    await audit.add({ ...entry, entryId: '01A' });
    const found = await audit.ofDay('2026-01-05');
    expect(found).toMatchObject([
      { ...entry, entryId: '01B', detail: 'the 24-hour rule was lifted', seq: 2, prev: found[1]?.hash },
      { ...entry, entryId: '01A', seq: 1, prev: '2026-01-05' },
    ]);
    expect(found).toHaveLength(2);
    expect(await audit.headOf('2026-01-05')).toEqual(found[0]);
    expect(await audit.ofDay('2026-01-06')).toMatchObject([{ entryId: '01C', seq: 1 }]);
    expect(await audit.headOf('2026-01-07')).toBeUndefined();
    expect(await breaksOf(audit)).toEqual([]);
  });

  it('has one chain, whoever writes at the same time, and takes what comes late at its end', async () => {
    const { audit } = await fresh();
    const ids = Array.from({ length: 8 }, (_, n) => `01${n}`);
    await Promise.all([...ids, ...ids].map((entryId) => audit.add({ ...entry, entryId })));
    await audit.add({ ...entry, entryId: '000', at: plus(NOW, -60_000) });
    const found = await audit.ofDay(DAY);
    expect(found.map(({ seq }) => seq).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(found.at(-1)).toMatchObject({ entryId: '000', seq: 9 });
    expect(await breaksOf(audit)).toEqual([]);
  });
}

function stop(fresh: FreshStores): void {
  const runs = Array.from({ length: 3000 }, (_, n) => ({
    tracker: 'linear' as const,
    ticketId: `7f9c2a44-0000-4000-8000-${String(n).padStart(12, '0')}`,
    runId: `01KE6XAAAA${String(n).padStart(16, '0')}`,
  }));
  const aStop = { stopId: 'stop-1', by: 'an admin', at: NOW, reason: 'too dear', runs: [], version: 0 };

  it('is one, is written by whoever read the newest, and holds thousands of runs', async () => {
    const { stops } = await fresh();
    expect(await stops.read()).toBeUndefined();
    const first = await stops.write(aStop);
    expect(first).toEqual({ outcome: 'written', stop: { ...aStop, version: 1 } });
    expect(await stops.write({ ...aStop, stopId: 'stop-2' })).toEqual({ outcome: 'stale' });
    expect(await stops.write({ ...aStop, runs, version: 1 })).toMatchObject({ outcome: 'written' });
    expect(await stops.write({ ...aStop, version: 1 })).toEqual({ outcome: 'stale' });
    expect(await stops.read()).toEqual({ ...aStop, runs, version: 2 });
  });

  it('is removed as it was read, and is gone twice', async () => {
    const { stops } = await fresh();
    await stops.write(aStop);
    expect(await stops.remove(aStop)).toBe('stale');
    expect(await stops.remove({ ...aStop, version: 1 })).toBe('removed');
    expect(await stops.remove({ ...aStop, version: 1 })).toBe('removed');
    expect(await stops.read()).toBeUndefined();
  });
}

function failures(fresh: FreshStores): void {
  it('is kept by what it says, the newest alone', async () => {
    const { failures } = await fresh();
    await failures.note('{"n":1}', { reason: 'linear: down', at: NOW });
    await failures.note('{"n":1}', { reason: 'it failed unforeseen (TypeError)', at: LATER });
    expect(await failures.read('{"n":1}')).toEqual({ reason: 'it failed unforeseen (TypeError)', at: LATER });
    expect(await failures.read('{"n":2}')).toBeUndefined();
  });
}
