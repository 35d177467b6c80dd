import { YAMLError } from 'yaml';
import * as z from 'zod';
import { StageFailure } from '../stages/stage-failure.ts';
import { parseYaml } from './parse-yaml.ts';

const setting = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

/** What may stand before the text of `WORKFLOW.md` and `PLANNING.md`; other fields are passed over. */
export const FrontMatter = z.object({
  model: setting,
  gap_analysis_model: setting,
  /** Paths of scripts from the root of the repository. */
  setup: setting,
  verify: setting,
  teardown: setting,
});
type FrontMatter = z.infer<typeof FrontMatter>;

/** `WORKFLOW.md` or `PLANNING.md`, taken apart; HTML comments are gone from the prompt. */
export interface PromptFile {
  settings: FrontMatter;
  prompt: string;
}

const PARTS = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:\r?\n)?---[ \t]*(?:\r?\n|$)([\s\S]*)$/;

/** Reads a prompt file; a wrong front matter is a failure that names file and cause. No file is one without settings. */
export function parsePromptFile(name: string, content: string | undefined): PromptFile {
  const [, yaml = '', body = content ?? ''] = PARTS.exec(content ?? '') ?? [];
  const settings = FrontMatter.safeParse(yamlOf(name, yaml) ?? {});
  if (!settings.success) throw wrong(`the front matter of ${name}`, z.prettifyError(settings.error));
  return { settings: settings.data, prompt: body.replace(/<!--[\s\S]*?(?:-->|$)/g, '').trim() };
}

/** Parses YAML of the repository; undefined where there is nothing but comments. */
export function yamlOf(name: string, yaml: string): unknown {
  try {
    return parseYaml(yaml) ?? undefined;
  } catch (error) {
    // That of an alias is a ReferenceError.
    if (error instanceof YAMLError || error instanceof ReferenceError) throw wrong(name, error.message);
    throw error;
  }
}

/** Somebody who works on the repository must mend a file of it. */
export function wrong(what: string, cause: string): StageFailure {
  return new StageFailure('repository_file_wrong', `${what}: ${cause.trim()}`);
}
