import * as z from 'zod';
import { PHASES, RUN_STATUSES } from '../domain/run.ts';
import { RunView } from './run-views.ts';

/** A list of the admin API has so many rows; its `next` leads on. */
export const PAGE_ROWS = 50;

const day = z.iso.date('A day, as in 2026-01-31.');

/** Where a page of runs begins: after the run with this beginning and id, or at the end of a day. */
const RunCursor = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z#[0-9A-Z]{0,26}$/, 'A place that a list gave as `next`.');

/** The key of a ticket, in any capitals, or how it begins. */
export const TicketKeyFilter = z
  .string()
  .regex(/^[\p{L}\p{N}_-]{1,50}$/u, 'The key of a ticket, such as ENG-12, or how it begins.');

/** Which runs are wanted. A filter that is not one of these is refused. */
export const RunsQuery = z.strictObject({
  day: day.optional(),
  /** `live`: in flight, whatever it is at. */
  status: z.enum([...RUN_STATUSES, 'live'], `One of ${RUN_STATUSES.join(', ')} or live.`).optional(),
  phase: z.enum(PHASES, `One of ${PHASES.join(', ')}.`).optional(),
  mapping: z.string().max(64, 'The id of a mapping.').optional(),
  repository: z
    .string()
    .regex(/^[^/\s]{1,100}\/[^/\s]{1,100}$/, 'A repository as owner/name.')
    .optional(),
  /** Of `FAILURES`. */
  code: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'The code of a failure, such as tests_failed.')
    .optional(),
  ticket: TicketKeyFilter.optional(),
  after: RunCursor.optional(),
});
export type RunsQuery = z.infer<typeof RunsQuery>;

export const NamedMapping = z.strictObject({ mappingId: z.string(), name: z.string(), repository: z.string() });
export type NamedMapping = z.infer<typeof NamedMapping>;

export const RunList = z.strictObject({
  now: z.iso.datetime(),
  /** Newest first. */
  runs: z.array(RunView).max(PAGE_ROWS),
  /** Where the list goes on; absent at its end. */
  next: RunCursor.optional(),
  /** All runs that began since the beginning of this day were looked at, or those before `next`. */
  searchedTo: day,
  /** To choose from. */
  mappings: z.array(NamedMapping),
});
export type RunList = z.infer<typeof RunList>;
