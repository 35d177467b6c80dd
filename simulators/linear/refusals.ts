import { GraphQLError } from 'graphql';

/** The errors of Linear's API in its own shape: `extensions.type`, `code`, `statusCode`, and a text for people. */
export interface ErrorAnswer {
  status: number;
  body: { errors: unknown[]; data?: unknown };
}

function extensions(type: string, code: string, statusCode: number, text?: string) {
  const userPresentableMessage = text === undefined ? {} : { userPresentableMessage: text };
  return { type, code, statusCode, userError: text !== undefined, ...userPresentableMessage };
}

function answer(status: number, message: string, ext: Record<string, unknown>): ErrorAnswer {
  return { status, body: { errors: [{ message, extensions: { ...ext, http: { status } } }] } };
}

export function unauthenticated(): ErrorAnswer {
  const message = 'Authentication required, not authenticated';
  const text = 'You need to authenticate to access this operation.';
  return answer(401, message, extensions('authentication error', 'AUTHENTICATION_ERROR', 401, text));
}

export function rateLimited(): ErrorAnswer {
  const text = 'Rate limit exceeded. Please try again later.';
  return answer(400, 'Rate limit exceeded', extensions('ratelimited', 'RATELIMITED', 429, text));
}

export function tooComplex(complexity: number): ErrorAnswer {
  const ext = { ...extensions('invalid input', 'INPUT_ERROR', 400, 'The query is too complex.'), complexity };
  return answer(400, 'Query too complex', ext);
}

/** A document that does not parse or does not fit the schema; nothing of it was executed. */
export function invalidDocument(errors: readonly GraphQLError[]): ErrorAnswer {
  const ext = { ...extensions('graphql error', 'GRAPHQL_VALIDATION_FAILED', 400), http: { status: 400 } };
  return { status: 400, body: { errors: errors.map((e) => ({ ...e.toJSON(), extensions: ext })) } };
}

export function malformedBody(): ErrorAnswer {
  return answer(400, 'The body is not a GraphQL request', extensions('invalid input', 'BAD_REQUEST', 400));
}

export function internalError(): ErrorAnswer {
  return answer(500, 'Internal server error', extensions('internal error', 'INTERNAL_SERVER_ERROR', 500));
}

/** Thrown by resolvers: whose the key is may not do this. */
export function forbidden(): GraphQLError {
  const text = 'You do not have permission to do this.';
  return new GraphQLError('Forbidden', { extensions: extensions('forbidden', 'FORBIDDEN', 403, text) });
}

/** Thrown by resolvers: what was named does not exist. */
export function entityNotFound(entity: string): GraphQLError {
  const text = `Could not find referenced ${entity}.`;
  return new GraphQLError(`Entity not found: ${entity}`, {
    extensions: extensions('invalid input', 'INPUT_ERROR', 400, text),
  });
}

/** Thrown by resolvers: the input breaks a rule of Linear's. */
export function invalidInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: extensions('invalid input', 'INPUT_ERROR', 400, message) });
}

/** The request may be right, but this simulator does not serve it; better an error than a wrong answer. */
export function notSimulated(what: string): GraphQLError {
  return new GraphQLError(`the simulator does not serve ${what}`, {
    extensions: extensions('internal error', 'NOT_SIMULATED', 501),
  });
}
