import type { AuditEntry, AuditLog, SessionStore, SignInThrottle } from '../../shared/ports/admin-store.ts';

export function fakeSessionStore(): SessionStore {
  const sessions = new Map<string, string>();
  return {
    async create({ hash, expiresAt }) {
      sessions.set(hash, expiresAt);
    },
    isValid: async (hash, now) => (sessions.get(hash) ?? '') > now,
    async remove(hash) {
      sessions.delete(hash);
    },
  };
}

export function fakeSignInThrottle(): SignInThrottle {
  const windows = new Map<string, { tries: number; endsAt: string }>();
  return {
    async count(address, { now, endsAt }) {
      const standing = windows.get(address);
      const current = standing !== undefined && standing.endsAt > now ? standing : { tries: 0, endsAt };
      current.tries += 1;
      windows.set(address, current);
      return current.tries;
    },
  };
}

export function fakeAuditLog(): AuditLog {
  const entries = new Map<string, AuditEntry>();
  return {
    async add(entry) {
      entries.set(entry.entryId, structuredClone(entry));
    },
    async ofDay(day) {
      const found = structuredClone([...entries.values()].filter((entry) => entry.at.startsWith(day)));
      return found.sort((a, b) => (a.entryId < b.entryId ? 1 : -1));
    },
  };
}
