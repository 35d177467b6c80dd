import * as z from 'zod';

/** The session of the admin API, apart from its operations: whoever only asks for the UI needs none of their schemas. */

export const ADMIN_BODY_LIMIT = 64 * 1024;
export const SESSION_HOURS = 12;

export const SignIn = z.strictObject({ accessCode: z.string().min(1).max(200) });
export const SessionView = z.strictObject({ isSignedIn: z.boolean() });
export type SessionView = z.infer<typeof SessionView>;
