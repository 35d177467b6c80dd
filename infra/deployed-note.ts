import * as z from 'zod';
import { VERSION } from '../shared/contract/version.ts';
import type { Stage } from './stage.ts';

/** What a deployment leaves behind about itself; no secret is in it. */
const DeployedNote = z.object({
  /** Of AI-Implement. */
  version: z.string(),
  /** By name; what is not set is not there. */
  settings: z.record(z.string(), z.unknown()),
});
export type DeployedNote = z.infer<typeof DeployedNote>;

/** The name of the SSM parameter that holds the note. */
export function noteParameter({ parameterPath }: Pick<Stage, 'parameterPath'>): string {
  return `${parameterPath}/deployed-settings`;
}

/** The note of a stage as it is now, as JSON. */
export function noteOf({ values }: Pick<Stage, 'values'>): string {
  return JSON.stringify({ version: VERSION, settings: values } satisfies DeployedNote);
}

/** Reads a note; undefined where it is none. */
export function readNote(text: string): DeployedNote | undefined {
  try {
    return DeployedNote.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
