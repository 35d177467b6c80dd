import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_MODEL } from '../../../shared/contract/default-models.ts';
import type { RepositoryFiles } from './seed-repositories.ts';

const WORKFLOWS = ['claude-plan.yml', 'claude-implement.yml', 'claude-agent.yml'];

/**
 * What a repository has once its first sync was merged: the templates as they are, and prompts that name a model.
 * `folder` is what `infra/bundle-templates.ts` writes.
 */
export function installedFiles(folder: string, model: string = DEFAULT_MODEL): RepositoryFiles {
  const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
  const prompt = (file: string) => read(file).replace('"{{model}}"', JSON.stringify(model));
  return {
    ...Object.fromEntries(WORKFLOWS.map((file) => [`.github/workflows/${file}`, read('workflows', file)])),
    '.github/ai-implement/runner.mjs': read('runner.mjs'),
    'WORKFLOW.md': prompt('WORKFLOW.md'),
    'PLANNING.md': prompt('PLANNING.md'),
  };
}
