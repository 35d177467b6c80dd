import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type Json, type JsonObject, withoutNullable } from '../github/json-schema.ts';

const require = createRequire(import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as JsonObject;

/** What a judge has against a payload, as sentences; throws where it knows no such event. */
type Judge = (event: string, payload: { action: string }) => string[];

/** The schemas that the community keeps. https://github.com/octokit/webhooks */
export function communityJudge(): Judge {
  const { definitions } = read(require.resolve('@octokit/webhooks-schemas/schema.json')) as { definitions: JsonObject };
  const validators = compiler({ definitions });
  return (event, payload) =>
    validators(`${event}$${payload.action}`, `#/definitions/${event}$${payload.action}`, payload);
}

/** GitHub's own description of its webhooks. */
export function openApiJudge(): Judge {
  const { webhooks, components } = read(require.resolve('@octokit/openapi-webhooks/generated/api.github.com.json'));
  const validators = compiler({ components: withoutNullable(components ?? {}) });
  const known = webhooks as Record<
    string,
    { post: { requestBody: { content: Record<string, { schema: { $ref: string } }> } } }
  >;
  return (event, payload) => {
    const name = `${event}-${payload.action}`.replaceAll('_', '-');
    const schema = known[name]?.post.requestBody.content['application/json']?.schema;
    if (schema === undefined) throw new Error(`GitHub describes no ${name}`);
    return validators(name, schema.$ref, payload);
  };
}

function compiler(root: Record<string, Json>) {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'published', ...root });
  const compiled = new Map<string, ValidateFunction>();
  return (name: string, $ref: string, payload: unknown) => {
    const validate = compiled.get(name) ?? ajv.compile({ $ref: `published${$ref}` });
    compiled.set(name, validate);
    return validate(payload)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
