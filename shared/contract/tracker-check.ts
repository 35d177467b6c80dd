import * as z from 'zod';
import { Check } from './check.ts';

/** What the tracker says to a mapping, as the admin API answers it. */
export const TrackerCheck = z.strictObject({ checks: z.array(Check) });
export type TrackerCheck = z.infer<typeof TrackerCheck>;
