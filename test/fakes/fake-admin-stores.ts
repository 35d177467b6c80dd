import { createHash } from 'node:crypto';
import type { Access } from '../../shared/contract/admin-access.ts';
import { type LinkedEntry, linkedTo } from '../../shared/domain/audit-chain.ts';
import type { AuditLog, SessionStore, SignInThrottle } from '../../shared/ports/admin-store.ts';
import { copyOf } from './copy-of.ts';

export function fakeSessionStore(): SessionStore {
  const sessions = new Map<string, Access>();
  return {
    async create(access) {
      sessions.set(access.accessId, copyOf(access));
    },
    async read(accessId, now) {
      const access = sessions.get(accessId);
      return access !== undefined && access.expiresAt > now ? copyOf(access) : undefined;
    },
    async list(kind, now, limit) {
      const found = [...sessions.values()].filter((access) => access.kind === kind && access.expiresAt > now);
      return copyOf(found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, limit));
    },
    async remove(accessId) {
      sessions.delete(accessId);
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

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

export function fakeAuditLog(): AuditLog {
  const entries: LinkedEntry[] = [];
  const headOf = (day: string) => entries.findLast((entry) => entry.at.startsWith(day));
  return {
    async add(entry) {
      if (entries.some(({ entryId }) => entryId === entry.entryId)) return;
      entries.push(linkedTo(headOf(entry.at.slice(0, 10)), copyOf(entry), hashOf));
    },
    async ofDay(day) {
      const found = copyOf(entries.filter((entry) => entry.at.startsWith(day)));
      return found.sort((a, b) => (a.entryId < b.entryId ? 1 : -1));
    },
    headOf: async (day) => copyOf(headOf(day)),
  };
}
