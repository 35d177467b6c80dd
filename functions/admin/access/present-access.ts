import type { AccessView } from '../../../shared/contract/access-views.ts';
import type { Access, Caller } from '../../../shared/contract/admin-access.ts';

export function presentAccess(access: Access, caller: Caller): AccessView {
  const { accessId, kind, name, role, createdAt, expiresAt } = access;
  return { accessId, kind, name, role, createdAt, expiresAt, isYours: accessId === caller.accessId };
}
