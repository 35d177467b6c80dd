import * as z from 'zod';

/** One field of a schema, for people. */
export interface FieldRow {
  name: string;
  /** What may stand there. */
  takes: string;
  /** Empty: there is none, and the field may be left out, unless it is needed. */
  byDefault: string;
  text: string;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** A row for each field of an object, in its order. */
export function describeFields(shape: z.ZodObject | z.ZodRawShape): FieldRow[] {
  const object = shape instanceof z.ZodObject ? shape : z.object(shape);
  const { properties = {}, required = [] } = z.toJSONSchema(object, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const schema = property as JsonSchema;
    return {
      name,
      takes: takes(schema),
      byDefault: required.includes(name) ? 'needed' : codeOf(schema.default),
      text: schema.description ?? '',
    };
  });
}

const codeOf = (value: unknown) => {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
};

/** In words, as far as a schema tells it. */
function takes(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf) return takes((schema.anyOf as JsonSchema[]).find(({ type }) => type !== 'null') ?? {});
  if (schema.type === 'array') return `a list of ${takes((schema.items ?? {}) as JsonSchema)}`;
  return WORDS[String(schema.type)]?.(schema) ?? 'text';
}

const WORDS: Readonly<Record<string, (schema: JsonSchema) => string>> = {
  number: bounds,
  integer: bounds,
  boolean: () => '`true`, `false`',
  object: () => 'an object',
  string: ({ format = '' }) => FORMATS[format] ?? 'text',
};

const FORMATS: Readonly<Record<string, string>> = { uri: 'a URL', email: 'an e-mail address' };

function bounds({ minimum, maximum }: JsonSchema): string {
  if (maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER) return `${minimum} to ${maximum}`;
  return minimum === undefined ? 'a number' : `a number from ${minimum}`;
}
