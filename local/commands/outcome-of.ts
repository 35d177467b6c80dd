import { Refusal } from '../../infra/refusal.ts';
import { SynthesisError } from '../stack/synthesize.ts';
import { SettingsError } from '../world/home/settings.ts';
import { UsageError } from './options.ts';

/**
 * Runs a command and answers its exit code: its own, or 1. What whoever typed it can mend is said in one sentence; any other error
 * is thrown on, with its stack.
 */
export async function outcomeOf(run: () => number | Promise<number>, complain = console.error): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    complain(sentence);
    return 1;
  }
}

/** Errors whose message is a sentence for people. */
const FOR_PEOPLE = [UsageError, SettingsError, SynthesisError, Refusal];

function sentenceOf(error: unknown): string | undefined {
  if (FOR_PEOPLE.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, path } = error as NodeJS.ErrnoException;
  return path === undefined ? undefined : FOLDER_TROUBLE[code ?? '']?.(path);
}

const readOnly = (path: string) =>
  `${path} cannot be written: this folder is read-only for you. Work in a copy of the project that you own.`;

/** What a file system refuses, by code. */
const FOLDER_TROUBLE: Readonly<Record<string, (path: string) => string>> = {
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOSPC: (path) => `${path} cannot be written: the disk is full. Free some space and start again.`,
  EEXIST: (path) => `${path} is a file, and a folder is needed there. Move it away and start again.`,
  ENOTDIR: (path) => `${path} leads through a file where a folder is needed. Move that file away and start again.`,
};
