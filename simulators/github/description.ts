import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import {
  complete,
  isObject,
  type Json,
  type JsonObject,
  resolve,
  unknownFields,
  withoutNullable,
} from './json-schema.ts';

/** One operation of the description, and how its path is recognised. */
interface Operation {
  id: string;
  method: string;
  path: string;
  pattern: RegExp;
  definition: JsonObject;
}

export interface AskedOperation {
  operation: Operation;
  /** Values of the path's placeholders, as text. */
  parameters: Record<string, string>;
}

/** The slim description of GitHub's API, ready to check requests and answers. */
export interface Description {
  /** Ids of all operations it holds. */
  operations: string[];
  find(method: string, pathname: string): AskedOperation | undefined;
  /** What is wrong with a request, as sentences; empty when it is right. */
  requestProblems(asked: AskedOperation, query: Record<string, string>, body: Json | undefined): string[];
  /** What is wrong with an answer of ours. */
  answerProblems(operation: Operation, status: number, body: Json | undefined): string[];
  /** What is wrong with permissions that an App asks for; each is a level by its name. */
  permissionProblems(permissions: Json): string[];
  /** Fills in the required fields of a schema of the description that the value lacks. */
  complete(schemaName: string, value: JsonObject): JsonObject;
}

const FILE = new URL('openapi.generated.json', import.meta.url);

let known: Description | undefined;

/** The committed description, read once; validators are compiled when they are first needed, which takes a while. */
export function githubDescription(): Description {
  known ??= readDescription();
  return known;
}

function readDescription(): Description {
  const document = withoutNullable(JSON.parse(readFileSync(FILE, 'utf8')) as JsonObject) as JsonObject;
  const strict = validators(document, false);
  const coercing = validators(document, true);
  const operations = operationsOf(document);
  return {
    operations: operations.map((operation) => operation.id),
    find(method, pathname) {
      for (const operation of operations) {
        const match = operation.method === method ? operation.pattern.exec(pathname) : null;
        if (match !== null) return { operation, parameters: decoded(match.groups ?? {}) };
      }
      return undefined;
    },
    requestProblems: ({ operation, parameters }, query, body) => [
      // What is coerced is a copy: an id that exceeds 2^53 stays as it was written.
      ...coercing(`${operation.id} path`, parametersSchema(document, operation, 'path'), { ...parameters }),
      ...coercing(`${operation.id} query`, parametersSchema(document, operation, 'query'), query),
      ...bodyProblems(document, strict, operation, body),
    ],
    answerProblems(operation, status, body) {
      const schema = answerSchema(document, operation, status);
      if (schema === undefined) return body === undefined ? [] : [`${operation.id} has no body at ${status}`];
      if (body === undefined) return [`${operation.id} lacks its body at ${status}`];
      const unknown = unknownFields(document, schema, body).map((path) => `answer${path} is not in the description`);
      return [...strict(`${operation.id} ${status}`, schema, body), ...unknown];
    },
    permissionProblems(permissions) {
      const schema = { $ref: '#/components/schemas/app-permissions' };
      const unknown = unknownFields(document, schema, permissions).map((path) => `permissions${path} is unknown`);
      return [...strict('permissions', schema, permissions), ...unknown];
    },
    complete: (schemaName, value) => complete(document, { $ref: `#/components/schemas/${schemaName}` }, value),
  };
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

/** Placeholders whose values may hold slashes; clients send these as they are, or encoded. */
const WITH_SLASHES = ['ref', 'branch', 'path'];

function patternOf(path: string): RegExp {
  const pattern = path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => `(?<${name}>${WITH_SLASHES.includes(name) ? '.*' : '[^/]+'})`,
  );
  return new RegExp(`^${pattern}$`);
}

function operationsOf(document: JsonObject): Operation[] {
  return Object.entries(resolve(document, document['paths'])).flatMap(([path, methods]) =>
    Object.entries(resolve(document, methods)).map(([method, definition]) => ({
      id: String(resolve(document, definition)['operationId']),
      method: method.toUpperCase(),
      path,
      pattern: patternOf(path),
      definition: resolve(document, definition),
    })),
  );
}

type Check = (name: string, schema: Json, value: unknown) => string[];

function validators(document: JsonObject, coerceTypes: boolean): Check {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, coerceTypes });
  addFormats.default(ajv);
  const compiled = new Map<string, ValidateFunction>();
  return (name, schema, value) => {
    const validate = compiled.get(name) ?? ajv.compile({ allOf: [schema], components: document['components'] });
    compiled.set(name, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map((e) => `${name}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
  };
}

/** All parameters of one place as one closed object, so that a parameter nobody knows is an error. */
function parametersSchema(document: JsonObject, operation: Operation, place: 'path' | 'query'): Json {
  const list = operation.definition['parameters'];
  const parameters = (Array.isArray(list) ? list : [])
    .map((parameter) => resolve(document, parameter))
    .filter((parameter) => parameter['in'] === place);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((p) => [String(p['name']), parameterSchema(p)])),
    required: parameters.filter((p) => p['required'] === true).map((p) => String(p['name'])),
    additionalProperties: false,
  };
}

/**
 * The description calls `created` a moment, while GitHub documents a range of them (`>=…`, `…..…`).
 * https://docs.github.com/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax#query-for-dates
 */
function parameterSchema(parameter: JsonObject): Json {
  return parameter['name'] === 'created' ? { type: 'string', minLength: 1 } : (parameter['schema'] ?? {});
}

function jsonSchemaOf(document: JsonObject, holder: JsonObject): Json | undefined {
  const content = resolve(document, holder['content'])['application/json'];
  return isObject(content) ? content['schema'] : undefined;
}

function bodyProblems(document: JsonObject, check: Check, operation: Operation, body: Json | undefined): string[] {
  const wanted = resolve(document, operation.definition['requestBody']);
  const schema = jsonSchemaOf(document, wanted);
  if (body === undefined) return wanted['required'] === true ? [`${operation.id} needs a body`] : [];
  if (schema === undefined) return [`${operation.id} takes no body`];
  const unknown = unknownFields(document, schema, body).map((path) => `body${path} is not a permitted field`);
  return [...check(`${operation.id} body`, schema, body), ...unknown];
}

/** The schema of an answer; an error that the description does not list has the form of all others. */
function answerSchema(document: JsonObject, operation: Operation, status: number): Json | undefined {
  const responses = resolve(document, operation.definition['responses']);
  const response = responses[String(status)];
  if (response !== undefined) return jsonSchemaOf(document, resolve(document, response));
  return status >= 400 ? { $ref: '#/components/schemas/basic-error' } : undefined;
}
