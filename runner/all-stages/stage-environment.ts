import { machineEnvironment } from '../env.ts';
import type { AgentResult } from '../publishing/read-outcome.ts';

export type StageName = 'admit' | 'agent' | 'publish' | 'plan';

/** What the environment of a stage is made of. */
export interface StageSurroundings {
  callbackUrl: string;
  progressToken: string;
  resultToken: string;
  execution: { id: string; attempt: number };
  github: { apiUrl: string; serverUrl: string };
  /** Path of the CLI. */
  claude: string;
  /** What the admission may be told of the image; absent where it is none of its matters. */
  runnerImage?: string | undefined;
  /** Of the stage: what it hands over, the repository, its home, and where it tells its outputs. */
  folders: { handover: string; checkout: string; home: string; outputs: string };
  /** What lets a stage show who it is; for those that hold the result token alone. */
  identity?: Readonly<Record<string, string>>;
}

/** The whole environment of a stage: the agent has no result token, and nobody but who uses it has the checkout. */
export function stageEnvironment(
  around: StageSurroundings,
  name: StageName,
  agentResult: AgentResult = 'skipped',
): Record<string, string> {
  const { folders, execution, claude, runnerImage } = around;
  const github = { GITHUB_API_URL: around.github.apiUrl, GITHUB_SERVER_URL: around.github.serverUrl };
  const model = { AI_IMPLEMENT_CLAUDE: claude };
  const checkout = { AI_IMPLEMENT_CHECKOUT: folders.checkout };
  const common = {
    ...machineEnvironment(),
    HOME: folders.home,
    AI_IMPLEMENT_CALLBACK_URL: around.callbackUrl,
    AI_IMPLEMENT_PROGRESS_TOKEN: around.progressToken,
    GITHUB_RUN_ID: execution.id,
    AI_IMPLEMENT_FOLDER: folders.handover,
  };
  const result = {
    ...around.identity,
    AI_IMPLEMENT_RESULT_TOKEN: around.resultToken,
    GITHUB_RUN_ATTEMPT: String(execution.attempt),
  };
  switch (name) {
    case 'admit': {
      const image = runnerImage === undefined ? {} : { AI_IMPLEMENT_RUNNER_IMAGE: runnerImage };
      return { ...common, ...result, ...github, ...image, GITHUB_OUTPUT: folders.outputs };
    }
    case 'agent':
      return { ...common, ...model, ...checkout };
    case 'publish':
      return { ...common, ...result, ...github, ...model, AI_IMPLEMENT_AGENT_RESULT: agentResult };
    case 'plan':
      return { ...common, ...result, ...model, ...checkout };
  }
}

/** What the admission told, by name. */
export function outputsIn(text: string): Record<string, string> {
  const lines = text.split('\n');
  return Object.fromEntries(lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]));
}
