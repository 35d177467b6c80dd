/** Who reaches the admin API, and as what. Free of schemas: the UI holds its buttons against the same. */

/** What somebody may do there, each all that the one before it may: look on; act on runs and tickets; change mappings and settings. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function mayAct(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** What lets somebody in: the session of a person. */
export interface Access {
  /** The hash of its secret, which nobody keeps. */
  accessId: string;
  /** Whose it is, as the audit log calls them. */
  name: string;
  role: Role;
  expiresAt: string;
}

/** Whoever asks, as what they were let in. */
export type Caller = Pick<Access, 'name' | 'role'>;
