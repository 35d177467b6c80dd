import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import type { Fields, TokenReader } from './token-reader.ts';
import { Unsupported } from './unsupported.ts';

interface StepFacts {
  /** As other steps refer to it; undefined where it has none. */
  id: string | undefined;
  name: TemplateToken | undefined;
  condition: TemplateToken | undefined;
  env: TemplateToken | undefined;
  continueOnError: TemplateToken | undefined;
  timeoutMinutes: TemplateToken | undefined;
}

export interface RunStep extends StepFacts {
  kind: 'run';
  script: TemplateToken;
  shell: string | undefined;
  workingDirectory: TemplateToken | undefined;
}

export interface UsesStep extends StepFacts {
  kind: 'uses';
  /** `owner/name`. */
  action: string;
  inputs: TemplateToken | undefined;
}

export type StepDescription = RunStep | UsesStep;

const FACTS = ['id', 'name', 'if', 'env', 'continue-on-error', 'timeout-minutes'];
const RUN_FIELDS = [...FACTS, 'run', 'shell', 'working-directory'];
const USES_FIELDS = [...FACTS, 'uses', 'with'];

export function readSteps(read: TokenReader, job: string, token: TemplateToken): StepDescription[] {
  return read.list(token).map((step) => readStep(read, job, step));
}

function readStep(read: TokenReader, job: string, token: TemplateToken): StepDescription {
  const isRun = read.all(token).has('run');
  const step = read.fields(token, isRun ? RUN_FIELDS : USES_FIELDS);
  const facts: StepFacts = {
    id: read.text(step, 'id'),
    name: step.get('name'),
    condition: step.get('if'),
    env: step.get('env'),
    continueOnError: step.get('continue-on-error'),
    timeoutMinutes: step.get('timeout-minutes'),
  };
  if (!isRun) return { ...facts, kind: 'uses', action: actionOf(read, job, step), inputs: step.get('with') };
  const script = read.needed(step, 'run');
  const workingDirectory = step.get('working-directory');
  return { ...facts, kind: 'run', script, shell: read.text(step, 'shell'), workingDirectory };
}

/** An action that is not pinned to a commit could be another one tomorrow. */
function actionOf(read: TokenReader, job: string, step: Fields): string {
  const uses = read.text(step, 'uses') ?? '';
  const [, action] = /^([\w-]+\/[\w-]+)@[0-9a-f]{40}$/.exec(uses) ?? [];
  if (action === undefined) throw new Unsupported(`job ${job}`, `${uses} is not an action pinned by its commit`);
  return action;
}
