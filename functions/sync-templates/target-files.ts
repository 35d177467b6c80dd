import { DEFAULT_MODEL } from '../../shared/contract/default-models.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { TRIGGER_FILE } from '../../shared/domain/trigger-claims.ts';
import type { FileContent } from '../../shared/ports/code-host.ts';
import type { TemplateSet } from '../../shared/ports/template-files.ts';

export interface TargetFile extends FileContent {
  /** Belongs to the repository once it is there, and is never written again. */
  isSeed: boolean;
}

export const RUNNER_PATH = '.github/ai-implement/runner.mjs';

const MODEL_LINE = /^model: "\{\{model\}\}"$/m;
const NO_MODEL = '# model: the id of your model on Amazon Bedrock (needed, there is no default)';

/** The files of a mapping's repository as they should be. */
export function targetFiles(templates: TemplateSet, mapping: ProjectMapping, publicUrl: string): TargetFile[] {
  const { planWorkflowFile, implementWorkflowFile } = mapping;
  const ours = (path: string, content: string) => ({ path, content, isSeed: false });
  const seed = (path: string, content: string) => ({ path, content: withModel(content, mapping), isSeed: true });
  return [
    ours(`.github/workflows/${planWorkflowFile}`, templates.planWorkflow),
    ours(`.github/workflows/${implementWorkflowFile}`, templates.implementWorkflow),
    // The other two refer to it by this name.
    ours('.github/workflows/claude-agent.yml', templates.agentWorkflow),
    // Its name is what the token of its jobs attests.
    ours(`.github/workflows/${TRIGGER_FILE}`, templates.triggerWorkflow.replaceAll('__AI_IMPLEMENT_URL__', publicUrl)),
    ours(RUNNER_PATH, templates.runner),
    seed('WORKFLOW.md', templates.workflowPrompt),
    seed('PLANNING.md', templates.planningPrompt),
  ];
}

/** A repository on Bedrock is never given the name of a model on Anthropic. */
function withModel(prompt: string, { provider, bedrockModelId }: ProjectMapping): string {
  const model = provider === 'anthropic' ? DEFAULT_MODEL : bedrockModelId;
  return prompt.replace(MODEL_LINE, model === undefined ? NO_MODEL : `model: ${JSON.stringify(model)}`);
}
