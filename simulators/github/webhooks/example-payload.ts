import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isObject, type Json, type JsonObject } from '../json-schema.ts';
import type { HookEvent } from './happening.ts';

const require = createRequire(import.meta.url);

/** Whose repositories the examples are of. */
const NAMES = ['Codertocat/Hello-World', 'octo-org/octo-repo'];

let examples: Map<string, JsonObject[]> | undefined;

/** A payload that GitHub published, as if it were of another repository. `index` counts the examples of an event. */
export function examplePayload(
  event: HookEvent,
  index: number,
  place: { fullName: string; api: string; web: string },
): JsonObject {
  examples ??= readExamples();
  const example = examples.get(event)?.[index];
  if (example === undefined) throw new Error(`there is no example ${index} of ${event}`);
  let text = JSON.stringify(example);
  for (const name of NAMES) text = text.replaceAll(name, place.fullName);
  text = text.replaceAll('https://api.github.com', place.api).replaceAll('https://github.com', place.web);
  return JSON.parse(text) as JsonObject;
}

function readExamples(): Map<string, JsonObject[]> {
  const published = JSON.parse(
    readFileSync(require.resolve('@octokit/webhooks-examples/api.github.com/index.json'), 'utf8'),
  ) as {
    name: string;
    examples: JsonObject[];
  }[];
  return new Map(published.map(({ name, examples: all }) => [name, all]));
}

/** The example with what is known in place of what it says. What it does not have stays out: the rest of a form differs between events. */
export function over(example: Json | undefined, known: Json): Json {
  if (!isObject(example) || !isObject(known)) return known;
  const changed = Object.entries(known).filter(([name]) => Object.hasOwn(example, name));
  return { ...example, ...Object.fromEntries(changed.map(([name, value]) => [name, over(example[name], value)])) };
}
