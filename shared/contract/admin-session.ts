import * as z from 'zod';
import { ROLES } from './admin-access.ts';

/** The session of the admin API, apart from its operations: whoever only asks for the UI needs none of their schemas. */

export const ADMIN_BODY_LIMIT = 64 * 1024;
export const SESSION_HOURS = 12;
const COOKIE = 'ai_implement_session';
/** With the prefix browsers take a cookie over HTTPS only, for this host only, and from no neighbour of its domain: RFC 6265bis, 4.1.3.2. A laptop is reached over plain HTTP. */
export const SESSION_COOKIES = { https: `__Host-${COOKIE}`, http: COOKIE } as const;

export const SignIn = z.strictObject({ accessCode: z.string().min(1).max(200) });
/** Whether somebody is signed in, and if so who, as what. */
export const SessionView = z.strictObject({
  isSignedIn: z.boolean(),
  name: z.string().optional(),
  role: z.enum(ROLES).optional(),
});
export type SessionView = z.infer<typeof SessionView>;
