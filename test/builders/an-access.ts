import type { Access, Caller } from '../../shared/contract/admin-access.ts';

/** Whoever knows the access code. */
export const AN_ADMIN: Caller = { accessId: 'hash-of-a-session', kind: 'session', name: 'admin', role: 'admin' };

/** A session of theirs, for an hour of the clock of tests. */
export function anAccess(overrides: Partial<Access> = {}): Access {
  const times = { createdAt: '2026-01-05T09:00:00.000Z', expiresAt: '2026-01-05T10:00:00.000Z' };
  return { ...AN_ADMIN, ...times, ...overrides };
}
