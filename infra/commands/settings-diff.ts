import type { Override } from '../stage.ts';

type Values = Readonly<Record<string, unknown>>;

/** One line for each setting that differs, in the order of names. */
export function settingsDiff(before: Values, after: Values): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => shown(before[name]) !== shown(after[name]))
    .map((name) => `  ${name}: ${shown(before[name])} -> ${shown(after[name])}`);
}

/** One line for each setting that the environment decides. */
export function overrideLines(overrides: readonly Override[]): string[] {
  return overrides.map(
    ({ name, value, instead }) =>
      `${name} is ${shown(value)} by the environment; in the stage's file: ${shown(instead)}.`,
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
