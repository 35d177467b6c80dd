import { expect, it } from 'vitest';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { anAccess } from '../builders/an-access.ts';
import type { FreshStores } from './stores.ts';

const NOW = '2026-01-05T09:00:00.000Z';
const LATER = plus(NOW, MINUTE_MS);

/** What lets into the admin API, and who tried. */
export function signInContract(fresh: FreshStores): void {
  it('hold a session until it ends or is removed', async () => {
    const { sessions } = await fresh();
    const [a, b] = ['a', 'b'].map((accessId) => anAccess({ accessId, role: 'viewer', expiresAt: LATER }));
    for (const access of [a, b]) if (access !== undefined) await sessions.create(access);
    expect([await sessions.read('a', NOW), await sessions.read('a', LATER)]).toEqual([a, undefined]);
    expect(await sessions.list('session', LATER)).toEqual([]);
    await sessions.remove('b');
    expect([await sessions.read('b', NOW), await sessions.read('c', NOW)]).toEqual([undefined, undefined]);
  });

  it('list what lets in now by its kind, the newest first', async () => {
    const { sessions } = await fresh();
    const of = { expiresAt: LATER, kind: 'token' } as const;
    const first = anAccess({ ...of, accessId: 'a', createdAt: '2026-01-01T00:00:00.000Z' });
    const second = anAccess({ ...of, accessId: 'b', createdAt: '2026-01-02T00:00:00.000Z' });
    for (const access of [first, second, anAccess({ accessId: 'c', expiresAt: LATER })]) await sessions.create(access);
    expect(await sessions.list('token', NOW)).toEqual([second, first]);
    expect(await sessions.list('token', NOW, 1)).toEqual([second]);
    expect(await sessions.list('session', NOW)).toMatchObject([{ accessId: 'c' }]);
    expect(await sessions.list('token', LATER)).toEqual([]);
  });

  it('count tries of one address within a window, then anew', async () => {
    const { throttle } = await fresh();
    const window = { now: NOW, endsAt: LATER };
    const counts = await Promise.all(Array.from({ length: 5 }, () => throttle.count('198.51.100.7', window)));
    expect(counts.sort()).toEqual([1, 2, 3, 4, 5]);
    expect(await throttle.count('198.51.100.8', window)).toBe(1);
    const next = { now: LATER, endsAt: plus(LATER, MINUTE_MS) };
    const again = await Promise.all(Array.from({ length: 3 }, () => throttle.count('198.51.100.7', next)));
    expect(again.sort()).toEqual([1, 2, 3]);
  });
}
