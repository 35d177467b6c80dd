import * as z from 'zod';
import { ACCESS_KINDS, ROLES } from './admin-access.ts';

/** What lets people and machines into the admin API, as it answers it: no secret, of which there is but a hash. */

const AccessId = z.string().regex(/^[0-9a-f]{64}$/);

export const AccessView = z.strictObject({
  accessId: AccessId,
  kind: z.enum(ACCESS_KINDS),
  name: z.string(),
  role: z.enum(ROLES),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** It is that of whoever asks. */
  isYours: z.boolean(),
});
export type AccessView = z.infer<typeof AccessView>;

/** Tokens first, the newest first; of sessions the newest hundred. */
export const AccessList = z.strictObject({ now: z.iso.datetime(), access: z.array(AccessView) });

/** So that each ends, and is looked at again. */
const MOST_DAYS = 365;
const days = `1 to ${MOST_DAYS} days.`;

export const NewToken = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,39}$/, 'Letters, digits, dots and dashes, at most 40; a letter or digit first.'),
  role: z.enum(ROLES),
  days: z.int(days).min(1, days).max(MOST_DAYS, days),
});

/** The secret is in this answer alone. */
export const MadeToken = z.strictObject({ token: z.string(), access: AccessView });

export const AccessParams = z.object({ accessId: AccessId });
