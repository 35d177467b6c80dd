import { readFile } from 'node:fs/promises';

/** Where each template lies in the folder that the bundle of the function carries. */
const FILES = {
  planWorkflow: 'workflows/claude-plan.yml',
  implementWorkflow: 'workflows/claude-implement.yml',
  agentWorkflow: 'workflows/claude-agent.yml',
  triggerWorkflow: 'workflows/comment-trigger.yml',
  runner: 'runner.mjs',
  workflowPrompt: 'WORKFLOW.md',
  planningPrompt: 'PLANNING.md',
} as const;
type Templates = Record<keyof typeof FILES, string>;

/** Reads the templates in a folder (its URL ends in a slash), once. */
export function templateFiles(folder: URL): { read(): Promise<Templates> } {
  let templates: Promise<Templates> | undefined;
  const load = async () => {
    const texts = Object.entries(FILES).map(async ([name, path]) => [
      name,
      await readFile(new URL(path, folder), 'utf8'),
    ]);
    return Object.fromEntries(await Promise.all(texts)) as Templates;
  };
  return {
    read() {
      templates ??= load();
      return templates;
    },
  };
}
