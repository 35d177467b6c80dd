import * as z from 'zod';
import { FINDING_REASONS, type FindingReason, type FindingRecord } from '../../domain/follow-ups/finding.ts';
import { FINDING_STATES } from '../../domain/follow-ups/finding-states.ts';
import { COMMENT_KINDS } from '../../domain/follow-ups/pull-request-record.ts';
import { instant, type ShapeOf } from './item-shape.ts';

/** A later version may know reasons that this one does not: they are not shown, and nothing depends on them. */
const reason = z
  .string()
  .optional()
  .transform((name) =>
    name !== undefined && Object.hasOwn(FINDING_REASONS, name) ? (name as FindingReason) : undefined,
  );

/** A finding as the table keeps it. */
export const FindingItem = z.object({
  owner: z.string(),
  repo: z.string(),
  number: z.int(),
  kind: z.enum(COMMENT_KINDS),
  commentId: z.string(),
  fingerprint: z.string(),
  source: z.object({ login: z.string(), isBot: z.boolean() }),
  thread: z.object({ threadId: z.string(), rootId: z.string() }).optional(),
  path: z.string().optional(),
  line: z.int().optional(),
  body: z.string(),
  isVouched: z.boolean().optional(),
  state: z.enum(FINDING_STATES),
  reason,
  remarkUpdatedAt: instant,
  tries: z.int(),
  answeredBy: z.object({ runId: z.string(), commit: z.string().optional(), at: instant }).optional(),
  isResolved: z.boolean().optional(),
  lastRunId: z.string().optional(),
  openedAt: instant,
  updatedAt: instant,
  version: z.int(),
} satisfies ShapeOf<FindingRecord>);
