import type * as z from 'zod';
import { NotUnderstood } from './answer-errors.ts';

/** What we use of an answer. Throws `NotUnderstood` when it has another shape than GitHub documents. */
export function understood<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw new NotUnderstood('has another shape');
  return parsed.data;
}
