import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Shape } from './shape.ts';

export const BEFORE_FILE = join(import.meta.dirname, 'before.json');

/** What became of a shape by the stages of agent and publication. */
export const Line = z.object({ name: z.string(), words: z.string(), isRight: z.boolean() });
export type Line = z.infer<typeof Line>;

const Before = z.object({
  commit: z.string(),
  how: z.string(),
  shapes: z.array(Line),
});
/** What an earlier commit made of the shapes, and how that was measured. */
export type Before = z.infer<typeof Before>;

/** What the earlier commit made of each shape. */
export const MEASURED: Before['shapes'] = existsSync(BEFORE_FILE)
  ? Before.parse(JSON.parse(readFileSync(BEFORE_FILE, 'utf8'))).shapes
  : [];

/** Names of the shapes that the earlier commit got wrong, measured. */
export const WRONG_BEFORE: readonly string[] = MEASURED.filter(({ isRight }) => !isRight).map(({ name }) => name);

/** What the earlier commit made of a shape, as measured. Throws for one that was not. */
export function todayOf({ name }: Shape): string {
  const line = MEASURED.find((one) => one.name === name);
  if (line === undefined) throw new Error(`what the earlier commit made of "${name}" is not in before.json`);
  return line.words;
}
