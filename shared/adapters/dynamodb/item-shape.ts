import * as z from 'zod';
import { TRACKERS } from '../../domain/ticket.ts';

/** A schema for each field of `T`: a field that a domain type gains must be read here too, or this does not compile. */
export type ShapeOf<T> = { [Field in keyof Required<T>]: z.ZodType<T[Field]> };

export const instant = z.iso.datetime();
export const trackerName = z.enum(TRACKERS);
export const ticketRef = { tracker: trackerName, ticketId: z.string() };
