import { Ajv } from 'ajv';
import type { Conversation } from '../conversation.ts';

type Schema = Record<string, unknown>;

const ajv = new Ajv({ strict: false, formats: { uri: true, 'date-time': true } });

/**
 * An answer in the form that the conversation asks for. `known` gives values by property name, at any depth, and each counts
 * where its schema takes it; what is not known is made up, so that a schema may grow without its scripts.
 */
export function structuredAnswer(conversation: Conversation, known: Record<string, unknown>): unknown {
  return conversation.answerSchema === undefined
    ? undefined
    : answerTo(conversation.answerSchema, '', { known, conversation });
}

interface Filling {
  known: Record<string, unknown>;
  conversation: Conversation;
}

function answerTo(schema: Schema, name: string, filling: Filling): unknown {
  const value = filling.known[name];
  if (value !== undefined) {
    const fitted = asObjects(schema, value, filling);
    if (ajv.validate(schema, fitted)) return fitted;
  }
  return madeUp(schema, name, filling);
}

/** Sentences become objects where the schema wants objects. */
function asObjects(schema: Schema, value: unknown, filling: Filling): unknown {
  const items = schema['items'] as Schema | undefined;
  if (!Array.isArray(value) || items?.['type'] !== 'object') return value;
  return value.map((item) =>
    typeof item === 'string'
      ? madeUp(items, '', { ...filling, known: { ...filling.known, ...describing(item) } })
      : item,
  );
}

function describing(text: string): Record<string, string> {
  return { title: text, body: text, text, message: text, description: text, path: text };
}

function madeUp(schema: Schema, name: string, filling: Filling): unknown {
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (choices?.[0] !== undefined) return answerTo(choices[0], name, filling);
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (schema['type'] === 'object') return objectOf(schema, filling);
  if (schema['type'] === 'array') return listOf(schema, name, filling);
  if (schema['type'] === 'boolean') return !/nothing|skip|empty/i.test(name);
  if (schema['type'] === 'integer' || schema['type'] === 'number') return Math.max(1, Number(schema['minimum'] ?? 1));
  if (schema['type'] === 'null') return null;
  return sentence(schema, name, filling.conversation);
}

/** What is optional stays out, unless it is known. */
function objectOf(schema: Schema, filling: Filling): Record<string, unknown> {
  const required = (schema['required'] ?? []) as string[];
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const wanted = properties.filter(([name]) => required.includes(name) || filling.known[name] !== undefined);
  return Object.fromEntries(wanted.map(([name, inner]) => [name, answerTo(inner, name, filling)]));
}

/** A list whose items name a finding has one for each finding of the prompt. */
function listOf(schema: Schema, name: string, filling: Filling): unknown[] {
  const items = (schema['items'] ?? {}) as Schema;
  const prints = fingerprintsIn(filling.conversation.prompt);
  const properties = items['properties'] as Record<string, Schema> | undefined;
  if (properties?.['fingerprint'] !== undefined) {
    return prints.map((fingerprint) => answerTo(items, '', { ...filling, known: { ...filling.known, fingerprint } }));
  }
  if (/fingerprint/i.test(name)) return prints;
  return Number(schema['maxItems'] ?? 1) === 0 ? [] : [answerTo(items, name.replace(/s$/, ''), filling)];
}

function fingerprintsIn(prompt: string): string[] {
  const named = [...prompt.matchAll(/^Finding `([^`]+)`/gm)].map(([, print = '']) => print);
  const hashes = [...prompt.matchAll(/\b[0-9a-f]{64}\b/g)].map(([print]) => print);
  return [...new Set([...named, ...hashes])];
}

function sentence(schema: Schema, name: string, { ticketKey }: Conversation): string {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  const text = `The ${words || 'answer'} for ${ticketKey || 'this ticket'}, as the script has it.`;
  return text.slice(0, Number(schema['maxLength'] ?? text.length));
}
