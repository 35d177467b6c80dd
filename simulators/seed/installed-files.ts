import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_MODEL } from '../../shared/contract/default-models.ts';
import type { RepositoryFiles } from './seed-repositories.ts';

const WORKFLOWS = ['claude-plan.yml', 'claude-implement.yml', 'claude-agent.yml'];
const TRIGGER = 'comment-trigger.yml';

/**
 * What a repository has once its first sync was merged: the templates as they are, and prompts that name a model.
 * `folder` is what `infra/bundle-templates.ts` writes; `publicUrl` is where we are reached, and without one nothing tells us of comments.
 */
export function installedFiles(
  folder: string,
  { model = DEFAULT_MODEL, publicUrl }: { model?: string | undefined; publicUrl?: string | undefined } = {},
): RepositoryFiles {
  const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
  const prompt = (file: string) => read(file).replace('"{{model}}"', JSON.stringify(model));
  return {
    ...Object.fromEntries(WORKFLOWS.map((file) => [`.github/workflows/${file}`, read('workflows', file)])),
    ...(publicUrl !== undefined && {
      [`.github/workflows/${TRIGGER}`]: read('workflows', TRIGGER).replaceAll('__AI_IMPLEMENT_URL__', publicUrl),
    }),
    '.github/ai-implement/runner.mjs': read('runner.mjs'),
    'WORKFLOW.md': prompt('WORKFLOW.md'),
    'PLANNING.md': prompt('PLANNING.md'),
  };
}
