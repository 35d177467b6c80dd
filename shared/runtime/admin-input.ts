import type * as z from 'zod';
import type { Problem } from '../contract/admin.ts';
import { AppError } from '../domain/errors.ts';

type FieldError = NonNullable<Problem['errors']>[number];

/** Names every field that is wrong, so that a form can show all of it at once. */
export class InvalidInput extends AppError {
  readonly errors: FieldError[];
  constructor(errors: FieldError[]) {
    super('invalid_body', errors.map(({ path, message }) => `${path}: ${message}`).join(' '));
    this.errors = errors;
  }
}

/** Parses a JSON body by its schema. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new InvalidInput(fieldErrors(parsed.error.issues, 0));
  return parsed.data;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput([{ path: 'body', message: 'is not JSON' }]);
  }
}

/** `depth`: leading parts of each path that the caller does not know of. An unknown field stands for itself. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], depth: number): FieldError[] {
  return issues.flatMap((issue) => {
    const path = issue.path.slice(depth).map(String);
    if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.') || 'body', message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'There is no such field.' }));
  });
}
