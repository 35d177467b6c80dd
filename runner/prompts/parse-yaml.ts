import { parse } from 'yaml';

/** A setting of ours repeats nothing: what is told once and meant often could fill the memory of the job. */
const MOST_ALIASES = 10;

/** Reads YAML of a repository; throws a `YAMLError` for what is none, a `ReferenceError` for an alias of nothing, or for too many. */
export function parseYaml(text: string): unknown {
  return parse(text, { maxAliasCount: MOST_ALIASES });
}
