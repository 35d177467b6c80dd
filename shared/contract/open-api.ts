import * as z from 'zod';
import { ADMIN_OPERATIONS, type OperationName, Problem } from './admin.ts';
import { ADMIN_ROUTES, SESSION_PATH } from './admin-routes.ts';
import { SESSION_COOKIES, SessionView, SignIn } from './admin-session.ts';
import { VERSION } from './version.ts';

type Schema = Record<string, unknown>;

const JSON_TYPE = 'application/json';
const PROBLEM = {
  description: 'A refusal, as RFC 9457 has it, with a stable `code`.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The admin API in OpenAPI 3.1, of the very schemas by which it takes and answers. Written when the UI is bundled: no function carries what makes it. */
export function openApi(): Schema {
  const paths: Record<string, Schema> = {};
  for (const name of Object.keys(ADMIN_OPERATIONS) as OperationName[]) {
    const { method, path } = ADMIN_ROUTES[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(name) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AI-Implement',
      version: VERSION,
      description:
        'What the admin UI does. Machines send a token, which an admin makes, as a bearer; with the cookie of a session writes name the origin of the site.',
    },
    security: [{ token: [] }, { session: [] }],
    paths: { ...paths, [SESSION_PATH]: sessionOperations() },
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIES.https },
      },
    },
  };
}

function operationOf(name: OperationName): Schema {
  const { input, answer } = ADMIN_OPERATIONS[name];
  const { role } = ADMIN_ROUTES[name];
  const { params, query, body } = (jsonSchema(input, 'input')['properties'] ?? {}) as Record<string, Schema>;
  return {
    operationId: name,
    description: `The least role: ${role}.`,
    parameters: [...parametersOf('path', params), ...parametersOf('query', query)],
    ...(body && { requestBody: { required: true, content: { [JSON_TYPE]: { schema: body } } } }),
    responses: {
      200: { description: 'Done, or read.', content: { [JSON_TYPE]: { schema: jsonSchema(answer, 'output') } } },
      default: PROBLEM,
    },
  };
}

function parametersOf(place: 'path' | 'query', of: Schema | undefined): Schema[] {
  const required = (of?.['required'] ?? []) as string[];
  return Object.entries((of?.['properties'] ?? {}) as Record<string, Schema>).map(([name, schema]) => ({
    ...{ name, in: place, schema },
    required: place === 'path' || required.includes(name),
  }));
}

function sessionOperations(): Schema {
  const answer = {
    200: {
      description: 'Whether there is a session.',
      content: { [JSON_TYPE]: { schema: jsonSchema(SessionView, 'output') } },
    },
    default: PROBLEM,
  };
  const signIn = { required: true, content: { [JSON_TYPE]: { schema: jsonSchema(SignIn, 'input') } } };
  return {
    get: { operationId: 'readSession', security: [], responses: answer },
    post: { operationId: 'signIn', security: [], requestBody: signIn, responses: answer },
    delete: { operationId: 'signOut', responses: answer },
  };
}

/** OpenAPI 3.1 takes JSON Schema as it is; that of the document is named once. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
