const STATEMENT = /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"\n]+)['"]/gm;
const SIDE_EFFECT = /^[ \t]*import\s*['"]([^'"\n]+)['"]/gm;
/** `import('…')`, as an expression or a type, and `require('…')`. */
const CALL = /\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/g;
const COMPUTED = /\bimport\(\s*[^'"\s)]/;

/** Every module that a source names: imports and re-exports of values and types, dynamic ones included. */
export function importsOf(source: string): string[] {
  return [STATEMENT, SIDE_EFFECT, CALL].flatMap((pattern) => [...source.matchAll(pattern)].flatMap((m) => m[1] ?? []));
}

/** Whether a source imports something whose name is only known when it runs. */
export function isComputedImport(source: string): boolean {
  return COMPUTED.test(source);
}
