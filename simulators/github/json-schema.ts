export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * OpenAPI 3.0's `nullable` in the words of JSON Schema. GitHub writes it with and without `type`, and a validator that
 * knows `nullable` accepts it beside `type` only.
 */
export function withoutNullable(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutNullable);
  if (!isObject(schema)) return schema;
  const rest = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutNullable(value)]));
  if (schema['nullable'] !== true) return rest;
  delete rest['nullable'];
  if (typeof rest['type'] !== 'string') return { anyOf: [rest, { type: 'null' }] };
  const values = Array.isArray(rest['enum']) ? { enum: [...rest['enum'], null] } : {};
  return { ...rest, ...values, type: [rest['type'], 'null'] };
}

/** What a `#/…` reference of this document means; other schemas mean themselves. */
export function resolve(document: JsonObject, schema: Json | undefined): JsonObject {
  if (!isObject(schema)) return {};
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  let at: Json | undefined = document;
  for (const part of reference.slice(2).split('/')) at = isObject(at) ? at[part] : undefined;
  return resolve(document, at);
}

/** The schema and, in its place, the parts it is combined of. */
function parts(document: JsonObject, schema: Json | undefined): JsonObject[] {
  const resolved = resolve(document, schema);
  const combined = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => {
    const list = resolved[key];
    return Array.isArray(list) ? list.flatMap((part) => parts(document, part)) : [];
  });
  return [resolved, ...combined];
}

/**
 * Paths of fields that the schema does not name. Vendors leave their objects open, so that a validator alone lets every
 * misspelt field pass. A field is free only where the schema says so with `additionalProperties`.
 */
export function unknownFields(document: JsonObject, schema: Json | undefined, value: Json, path = ''): string[] {
  const all = parts(document, schema);
  if (Array.isArray(value)) {
    const items = { anyOf: all.flatMap((part) => (part['items'] === undefined ? [] : [part['items']])) };
    return value.flatMap((item, i) => unknownFields(document, items, item, `${path}/${i}`));
  }
  if (!isObject(value)) return [];
  const named = all.flatMap((part) => (isObject(part['properties']) ? [part['properties']] : []));
  const isOpen = named.length === 0 || all.some((part) => (part['additionalProperties'] ?? false) !== false);
  return Object.entries(value).flatMap(([key, inner]) => {
    const schemas = named.flatMap((properties) => (properties[key] === undefined ? [] : [properties[key]]));
    if (schemas.length === 0) return isOpen ? [] : [`${path}/${key}`];
    return unknownFields(document, { anyOf: schemas }, inner, `${path}/${key}`);
  });
}

/** Values that say nothing but have the form of a type, and of a format where it narrows the type. */
const EMPTY: Record<string, Json> = {
  string: '',
  'string date-time': '2026-01-01T00:00:00Z',
  'string uri': 'https://github.com/simulated',
  integer: 0,
  number: 0,
  boolean: false,
  array: [],
};

function emptyValue(document: JsonObject, schema: JsonObject): Json {
  const { type, format } = schema;
  if (Array.isArray(schema['enum'])) return schema['enum'][0] ?? null;
  if (Array.isArray(type)) return null;
  return EMPTY[`${type} ${format}`] ?? EMPTY[String(type)] ?? complete(document, schema, {});
}

/** The schema with all that it demands by `allOf`, and the first of what it leaves open. */
function demands(document: JsonObject, schema: Json | undefined): JsonObject[] {
  const resolved = resolve(document, schema);
  const { allOf = [], anyOf = [], oneOf = [] } = resolved as Record<string, Json[]>;
  return [resolved, ...[...allOf, ...anyOf.slice(0, 1), ...oneOf.slice(0, 1)].flatMap((s) => demands(document, s))];
}

/** Adds to a value the required fields that it lacks, so that an answer states what matters and has the whole form. */
export function complete(document: JsonObject, schema: Json | undefined, value: JsonObject): JsonObject {
  const completed: JsonObject = { ...value };
  for (const part of demands(document, schema)) {
    const properties = resolve(document, part['properties']);
    for (const name of (part['required'] ?? []) as string[]) {
      completed[name] = completedField(document, resolve(document, properties[name]), completed[name]);
    }
  }
  return completed;
}

function completedField(document: JsonObject, schema: JsonObject, given: Json | undefined): Json {
  if (given === undefined) return emptyValue(document, schema);
  return isObject(given) ? complete(document, schema, given) : given;
}
