import * as z from 'zod';
import { DEFAULT_MODEL, DEFAULT_MODELS, LIGHT_MODEL } from '../../shared/contract/default-models.ts';
import type { RunContext } from '../../shared/contract/runner.ts';
import { CONFIG_FILE } from '../../shared/domain/repository-config.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { type PromptFile, parsePromptFile, wrong, yamlOf } from './prompt-file.ts';

const model = z.string().min(1).optional();

/** `.ai-implement/config.yml`. Strict, since a name that is misspelt would otherwise be passed over in silence. */
export const RepositoryConfig = z.strictObject({
  packageManager: z.enum(['npm', 'pnpm', 'yarn']).optional(),
  models: z.strictObject({ implement: model, review: model }).optional(),
  reviewProviders: z.array(z.enum(['github-claude-code-review'])).default([]),
  /** Names of check runs that count as the review of a provider. */
  reviewCheckNames: z.array(z.string().min(1)).default([]),
});
export type RepositoryConfig = z.infer<typeof RepositoryConfig>;

/** The model of each phase, passed on as it is written. */
interface Models {
  plan: string;
  implement: string;
  review: string;
  /** The lighter model: gap analysis and triage. */
  gapAnalysis: string;
  /** What may be used in the place of a default model that is not found, whether it was left out or seeded. */
  fallbacks: ReadonlyMap<string, readonly string[]>;
}

/** What a repository says about how it is worked on. */
export interface RepositorySettings {
  workflow: PromptFile;
  planning: PromptFile;
  config: RepositoryConfig;
  models: Models;
}

/** Content of a file of the branch that decides, by path from the root; undefined where there is none. */
export type ReadRepositoryFile = (path: string) => Promise<string | undefined>;

/** Throws a `StageFailure` where one of the files is wrong, or where Bedrock is not told its model. */
export async function readRepositorySettings(
  read: ReadRepositoryFile,
  provider: RunContext['provider'],
): Promise<RepositorySettings> {
  const [workflowFile, planningFile, configFile] = [
    await read('WORKFLOW.md'),
    await read('PLANNING.md'),
    await read(CONFIG_FILE),
  ];
  const workflow = parsePromptFile('WORKFLOW.md', workflowFile);
  const planning = parsePromptFile('PLANNING.md', planningFile);
  const config = parseConfig(configFile ?? '');
  return { workflow, planning, config, models: chooseModels(workflow, planning, config, provider) };
}

function parseConfig(content: string): RepositoryConfig {
  const config = RepositoryConfig.safeParse(yamlOf(CONFIG_FILE, content) ?? {});
  if (!config.success) throw wrong(CONFIG_FILE, z.prettifyError(config.error));
  return config.data;
}

/**
 * A phase takes the model of its own prompt file, else that of WORKFLOW.md, else that of the configuration, else, with
 * Anthropic only, our default: Bedrock's names depend on the account.
 */
function chooseModels(
  workflow: PromptFile,
  planning: PromptFile,
  { models }: RepositoryConfig,
  provider: RunContext['provider'],
): Models {
  const isBedrock = provider === 'bedrock';
  const implement = workflow.settings.model ?? models?.implement ?? (isBedrock ? undefined : DEFAULT_MODEL);
  if (implement === undefined) throw new StageFailure('model_not_named');
  return {
    plan: planning.settings.model ?? implement,
    implement,
    review: workflow.settings.model ?? models?.review ?? implement,
    gapAnalysis: workflow.settings.gap_analysis_model ?? (isBedrock ? implement : LIGHT_MODEL),
    fallbacks: fallbacksTo(implement),
  };
}

/** The next lighter ones first, then the `model` that does the work. On Bedrock none of these names is known. */
function fallbacksTo(implement: string): Models['fallbacks'] {
  return new Map(
    DEFAULT_MODELS.map((model, at) => {
      const others = new Set<string>([...DEFAULT_MODELS.slice(at + 1), implement]);
      others.delete(model);
      return [model, [...others]];
    }),
  );
}
