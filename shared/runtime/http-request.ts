import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { AppError, type ErrorCode } from '../domain/errors.ts';

/** The body as text, after base64; refuses one of more than `limitBytes` bytes. */
export function bodyText(event: APIGatewayProxyEventV2, limitBytes: number): string {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > limitBytes) {
    throw new AppError('body_too_large', `the body has ${bytes.length} bytes; ${limitBytes} are allowed`);
  }
  return bytes.toString('utf8');
}

/** Refuses a body that is not said to be JSON. */
export function requireJson(event: APIGatewayProxyEventV2): void {
  const mediaType = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new AppError('unsupported_media_type', 'send content-type application/json');
  }
}

/** Parses a JSON body by its schema; `codeOf` may give a field its own error code. */
export function parseBody<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  codeOf: (field: string) => ErrorCode = () => 'invalid_body',
): z.infer<Schema> {
  return parseFields(jsonOf(text), schema, codeOf);
}

/** Parses what is no text any more by its schema, such as headers. */
export function parseFields<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  codeOf: (field: string) => ErrorCode = () => 'invalid_body',
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String) ?? [];
  throw new AppError(codeOf(path[0] ?? ''), `${path.join('.') || 'body'}: ${issue?.message ?? 'is not as expected'}`);
}

/** The JSON that a body is; `invalid_body` where it is none. */
export function jsonOf(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text);
  } catch {
    throw new AppError('invalid_body', 'the body is not JSON');
  }
}
