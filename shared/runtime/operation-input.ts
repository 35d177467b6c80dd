import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ADMIN_OPERATIONS, type OperationName } from '../contract/admin.ts';
import { ADMIN_BODY_LIMIT } from '../contract/admin-session.ts';
import { AppError } from '../domain/errors.ts';
import { fieldErrors, InvalidInput, parseJson } from './admin-input.ts';
import { bodyText } from './http-request.ts';

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
