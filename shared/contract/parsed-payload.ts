import type * as z from 'zod';
import { AppError } from '../domain/errors.ts';

/** What a webhook delivered, by a schema of what is used of it; throws `invalid_body`, which quotes none of it. */
export function parsedPayload<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.infer<Schema> {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError('invalid_body', `${issue?.path.map(String).join('.') || 'body'}: ${issue?.message}`);
}
