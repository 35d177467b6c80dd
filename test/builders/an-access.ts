import type { Access, Caller } from '../../shared/contract/admin-access.ts';

/** Whoever knows the access code. */
export const AN_ADMIN: Caller = { name: 'admin', role: 'admin' };

/** A session of theirs, for an hour of the clock of tests. */
export function anAccess(overrides: Partial<Access> = {}): Access {
  return { ...AN_ADMIN, accessId: 'hash-of-a-session', expiresAt: '2026-01-05T10:00:00.000Z', ...overrides };
}
