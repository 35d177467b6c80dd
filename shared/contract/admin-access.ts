/** Who reaches the admin API, and as what. Free of schemas: the UI holds its buttons against the same. */

/** What somebody may do there, each all that the one before it may: look on; act on runs and tickets; change mappings and settings. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function mayAct(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

export const ACCESS_KINDS = ['session', 'token'] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

/** What lets somebody in: the session of a person, shown by a cookie, or the token of a machine, shown as a bearer. */
export interface Access {
  /** The hash of its secret, which nobody keeps. */
  accessId: string;
  kind: AccessKind;
  /** Whose it is. */
  name: string;
  role: Role;
  createdAt: string;
  expiresAt: string;
}

/** Whoever asks, as the audit log calls them. */
export type Caller = Pick<Access, 'accessId' | 'kind' | 'name' | 'role'>;

/** Two tokens may have one name, in turn; what stands behind it is in the list of them too. */
export function callerOf({ accessId, kind, name, role }: Access): Caller {
  return { accessId, kind, role, name: kind === 'token' ? `token ${name} (${shortId(accessId)})` : name };
}

export function shortId(accessId: string): string {
  return accessId.slice(0, 8);
}
