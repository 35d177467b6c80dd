import * as z from 'zod';
import type { ChainBreak } from '../domain/audit-chain.ts';

/** What people did, as the admin API answers it. */
export const AuditView = z.strictObject({
  entryId: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string().optional(),
  /** Its place in the chain of the day; absent where a version before chains wrote it. */
  seq: z.int().optional(),
});

/** Where the chain of a day does not hold, as `ChainBreak` of the domain says. */
export const ChainBreakView = z.strictObject({
  kind: z.enum(['changed', 'torn', 'missing', 'unlinked', 'headless'] satisfies ChainBreak['kind'][]),
  seq: z.int().optional(),
  to: z.int().optional(),
  entryId: z.string().optional(),
});
