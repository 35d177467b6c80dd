type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** What says nothing about the form of a request or an answer. */
const PROSE = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'title', 'deprecated']);

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Leaves out prose and vendor extensions. Below `properties` the keys are names of fields, and all of them stay. */
function withoutProse(value: Json, keysAreNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => keysAreNames || !(PROSE.has(key) || key.startsWith('x-')))
      .map(([key, inner]) => [key, withoutProse(inner, !keysAreNames && key === 'properties')]),
  );
}

function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

function follow(root: JsonObject, reference: string): Json {
  let at: Json | undefined = root;
  for (const part of reference.slice(2).split('/')) at = isObject(at) ? at[part] : undefined;
  if (at === undefined) throw new Error(`the description refers to ${reference} and does not have it`);
  return at;
}

/** All that these paths refer to, directly or through one another, by reference and in a stable order. */
function referred(root: JsonObject, paths: JsonObject): Map<string, Json> {
  const found = new Map<string, Json>();
  const open = referencesIn(paths);
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    if (found.has(reference)) continue;
    const component = withoutProse(follow(root, reference));
    found.set(reference, component);
    open.push(...referencesIn(component));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fieldsOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

function chosenPaths(root: JsonObject, operationIds: readonly string[]): JsonObject {
  const isChosen = (operation: Json) => isObject(operation) && operationIds.includes(String(operation['operationId']));
  const paths = fieldsOf(root['paths']).map(([path, methods]): [string, Json] => [
    path,
    Object.fromEntries(
      fieldsOf(methods)
        .filter(([, operation]) => isChosen(operation))
        .map(([method, operation]) => [method, withoutProse(operation)]),
    ),
  ]);
  return Object.fromEntries(paths.filter(([, methods]) => fieldsOf(methods).length > 0));
}

/**
 * Cuts some operations out of an OpenAPI 3.0 description, with every component they refer to, without prose, examples
 * and vendor extensions. Throws when an operation is not there.
 */
export function cutDescription(description: unknown, operationIds: readonly string[]): unknown {
  const root = description as JsonObject;
  const paths = chosenPaths(root, operationIds);
  const text = JSON.stringify(paths);
  const missing = operationIds.filter((id) => !text.includes(`"operationId":"${id}"`));
  if (missing.length > 0) throw new Error(`the description has no ${missing.join(', ')}`);
  const components: Record<string, JsonObject> = {};
  for (const [reference, component] of referred(root, paths)) {
    const [kind = '', name = ''] = reference.replace('#/components/', '').split('/');
    components[kind] = { ...components[kind], [name]: component };
  }
  const info = isObject(root['info']) ? root['info'] : {};
  const { version = '', license = '' } = info;
  return { openapi: root['openapi'], info: { title: 'GitHub REST API, cut', version, license }, paths, components };
}
