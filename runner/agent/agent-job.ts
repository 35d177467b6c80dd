import { isAbsolute, relative, resolve } from 'node:path';
import type * as z from 'zod';
import type { RunContext } from '../../shared/contract/runner.ts';
import { guardedAs } from '../../shared/domain/guarded-paths.ts';
import type { Claude, ClaudePass, ClaudeResult, PermissionDenial } from '../claude/claude.ts';
import type { Reporter } from '../orchestrator/reporter.ts';
import type { FollowUpWork } from '../prompts/follow-up-work.ts';
import type { PromptWriter } from '../prompts/prompt-writer.ts';
import type { RepositorySettings } from '../prompts/repository-settings.ts';
import type { LeftOut } from '../stages/left-out.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { NodePackage } from '../work/package-manager.ts';
import type { RepositoryPrograms } from '../work/repository-programs.ts';
import type { WorkingTree } from '../work/working-tree.ts';
import type { OutcomeDraft } from './outcome-draft.ts';

const MAX_TURNS = 50;
const WRITING_TOOLS = ['Edit', 'Write', 'MultiEdit', 'NotebookEdit'];
const MAX_ITERATIONS = { anthropic: 3, bedrock: 2 };

/** All that the steps of an agent job work with. */
export interface AgentJob {
  context: RunContext;
  /** Undefined on a first implementation. */
  followUp: FollowUpWork | undefined;
  settings: RepositorySettings;
  claude: Claude;
  tree: WorkingTree;
  programs: RepositoryPrograms;
  /** Undefined where the repository has no `package.json`. */
  node: NodePackage | undefined;
  writer: PromptWriter;
  reporter: Reporter;
  draft: OutcomeDraft;
  signal: AbortSignal;
}

/** How often the work is implemented and reviewed at most. */
export function maxIterations({ caps, provider }: RunContext): number {
  return caps.maxIterations ?? MAX_ITERATIONS[provider];
}

export type PassOrder<Structured> = Pick<
  ClaudePass<Structured>,
  'name' | 'prompt' | 'model' | 'tools' | 'subagents'
> & {
  stepId: string;
  title: string;
};

/** One pass that answers in the form of `answer`, as a step of its own; throws a `StageFailure` when it fails. */
export async function askFor<Structured>(
  job: AgentJob,
  order: PassOrder<Structured>,
  answer: z.ZodType<Structured>,
  message?: (answer: Structured) => string,
): Promise<Structured> {
  const ask = async () => {
    const done = succeeded(job, await job.claude.run({ ...passOf(job, order), answer }));
    if (done.answer === undefined) throw new StageFailure('answer_missing', `the ${order.name} pass`);
    return done.answer;
  };
  return job.reporter.step({ stepId: order.stepId, name: order.title }, ask, message);
}

/** One pass that answers with text. */
export async function tell(job: AgentJob, order: PassOrder<unknown>): Promise<string> {
  const ask = async () => succeeded(job, await job.claude.run(passOf(job, order))).text;
  return job.reporter.step({ stepId: order.stepId, name: order.title }, ask);
}

function passOf<Structured>(job: AgentJob, { stepId: _, title: __, ...order }: PassOrder<Structured>) {
  const maxTurns = job.context.caps.maxTurns ?? MAX_TURNS;
  const { pathGuard } = job.context;
  const guard = pathGuard === undefined ? {} : { guard: pathGuard };
  return { ...order, ...guard, folder: job.tree.folder, maxTurns, signal: job.signal };
}

function succeeded<Structured>(job: AgentJob, result: ClaudeResult<Structured>) {
  job.draft.leftOut.push(...result.permissionDenials.flatMap((denial) => deniedFile(job, denial)));
  if (result.outcome === 'failed') throw result.failure;
  return result;
}

/** A file that the model was to write and could not: people are told, since the work may lack it. */
function deniedFile({ tree, context }: AgentJob, { tool, path }: PermissionDenial): LeftOut[] {
  if (path === undefined || !WRITING_TOOLS.includes(tool)) return [];
  const shown = relative(tree.folder, resolve(tree.folder, path));
  if (shown === '' || shown.startsWith('..') || isAbsolute(shown)) return [];
  const what = guardedAs(shown, context.pathGuard?.allowed);
  return [what === undefined ? { path: shown, kind: 'denied', what: '' } : { path: shown, kind: 'guarded', what }];
}
