import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { complexityOf } from './complexity.ts';
import { mutationRoot } from './mutations.ts';
import { queryRoot, type Served } from './queries.ts';
import { SCHEMA_FILE } from './rebuild-schema.ts';
import { type ErrorAnswer, invalidDocument, malformedBody, notSimulated } from './refusals.ts';

export interface Answer {
  status: number;
  body: unknown;
}

/** A request that fits the schema, not yet carried out. */
export interface Prepared {
  operationName: string;
  complexity: number;
  execute(): Promise<Answer>;
}

let cachedSchema: GraphQLSchema | undefined;

/** Linear's schema, as committed; building it takes a tenth of a second, so it is kept. */
export function linearSchema(): GraphQLSchema {
  cachedSchema ??= buildSchema(readFileSync(SCHEMA_FILE, 'utf8'), { assumeValidSDL: true });
  return cachedSchema;
}

/** Checks a request's body against the schema; what breaks it is answered as Linear does. */
export function prepare(served: Served, text: string): Prepared | { operationName: string; refusal: ErrorAnswer } {
  const request = readRequest(text);
  if (!request) return { operationName: '', refusal: malformedBody() };
  const schema = linearSchema();
  const parsed = parseDocument(request.query);
  if ('error' in parsed) return { operationName: '', refusal: invalidDocument([parsed.error]) };
  const { document } = parsed;
  const operation = getOperationAST(document, request.operationName);
  const operationName = operation?.name?.value ?? '';
  const errors = validate(schema, document);
  if (errors.length > 0) return { operationName, refusal: invalidDocument(errors) };
  if (!operation) return { operationName, refusal: malformedBody() };
  return {
    operationName,
    complexity: complexityOf(schema, document, operation, request.variables),
    execute: () => carryOut(served, document, operation, request.variables),
  };
}

interface GraphqlRequest {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

function readRequest(text: string): GraphqlRequest | undefined {
  try {
    const { query, variables, operationName } = JSON.parse(text) as Record<string, unknown>;
    if (typeof query !== 'string') return undefined;
    return {
      query,
      variables: (variables ?? {}) as Record<string, unknown>,
      operationName: typeof operationName === 'string' ? operationName : undefined,
    };
  } catch {
    return undefined;
  }
}

function parseDocument(query: string): { document: DocumentNode } | { error: GraphQLError } {
  try {
    return { document: parse(query) };
  } catch (error) {
    return { error: error as GraphQLError };
  }
}

async function carryOut(
  served: Served,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variableValues: Record<string, unknown>,
): Promise<Answer> {
  const rootValue = operation.operation === 'mutation' ? mutationRoot(served) : queryRoot(served);
  const operationName = operation.name?.value;
  const result = await execute({
    schema: linearSchema(),
    document,
    rootValue,
    variableValues,
    operationName,
    fieldResolver,
  });
  // Without `data` nothing was executed: a variable does not fit its type.
  if (!('data' in result)) return invalidDocument(result.errors ?? []);
  return { status: 200, body: result };
}

/** A field that no view offers is an error: null would be a wrong answer that nobody notices. */
const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (source, args, _context, info) => {
  if (!(info.fieldName in source)) throw notSimulated(`${info.parentType.name}.${info.fieldName}`);
  const value = source[info.fieldName];
  return typeof value === 'function' ? value(args) : value;
};
