import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { ADMIN_BODY_LIMIT, ADMIN_OPERATIONS, type OperationName, type Problem } from '../contract/admin.ts';
import { AppError } from '../domain/errors.ts';
import { bodyText } from './http-request.ts';

type FieldError = NonNullable<Problem['errors']>[number];

/** Names every field that is wrong, so that a form can show all of it at once. */
export class InvalidInput extends AppError {
  readonly errors: FieldError[];
  constructor(errors: FieldError[]) {
    super('invalid_body', errors.map(({ path, message }) => `${path}: ${message}`).join(' '));
    this.errors = errors;
  }
}

/** What an operation takes, from path, address and body; an odd path is `not_found`. */
export function operationInput(name: OperationName, event: APIGatewayProxyEventV2): unknown {
  const { input } = ADMIN_OPERATIONS[name];
  const text = bodyText(event, ADMIN_BODY_LIMIT);
  const parsed = input.safeParse({
    params: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    body: 'body' in input.shape ? parseJson(text) : undefined,
  });
  if (parsed.success) return parsed.data;
  if (parsed.error.issues.some((issue) => issue.path[0] === 'params')) {
    throw new AppError('not_found', 'there is nothing at this address');
  }
  throw new InvalidInput(fieldErrors(parsed.error.issues, 1));
}

/** Parses a JSON body by its schema. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new InvalidInput(fieldErrors(parsed.error.issues, 0));
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput([{ path: 'body', message: 'is not JSON' }]);
  }
}

/** `depth`: leading parts of each path that the caller does not know of. An unknown field stands for itself. */
function fieldErrors(issues: readonly z.core.$ZodIssue[], depth: number): FieldError[] {
  return issues.flatMap((issue) => {
    const path = issue.path.slice(depth).map(String);
    if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.') || 'body', message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'There is no such field.' }));
  });
}
