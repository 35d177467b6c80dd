import * as z from 'zod';
import type { ChainBreak } from '../domain/audit-chain.ts';
import { PAGE_ROWS } from './run-list.ts';

/** What people did, as the admin API answers it. */
const AuditView = z.strictObject({
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
const ChainBreakView = z.strictObject({
  kind: z.enum(['changed', 'torn', 'missing', 'unlinked', 'headless'] satisfies ChainBreak['kind'][]),
  seq: z.int().optional(),
  to: z.int().optional(),
  entryId: z.string().optional(),
});

/** The id of an entry. */
const AuditCursor = z.string().regex(/^[0-9A-Za-z-]{1,64}$/, 'A place that the list gave as `next`.');

/** Which entries are wanted; `after`: those of the day that are older than this one. */
export const AuditQuery = z.strictObject({
  day: z.iso.date('A day, as in 2026-01-31.').optional(),
  after: AuditCursor.optional(),
});

export const AuditList = z.strictObject({
  day: z.iso.date(),
  /** Newest first. */
  entries: z.array(AuditView).max(PAGE_ROWS),
  /** Where the list goes on; absent at its end. */
  next: AuditCursor.optional(),
  /** Of the whole day. */
  breaks: z.array(ChainBreakView),
});
