import { mkdir } from 'node:fs/promises';
import type { RunContext, RunReport, Usage } from '../../shared/contract/runner.ts';
import type { PlanSection } from '../../shared/domain/plan.ts';
import { type Plan, planComments } from '../../shared/domain/plan-comments.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { type ClaudeWithFallbacks, substitutionNotes, withFallbacks } from '../claude/with-fallbacks.ts';
import { withForm } from '../claude/with-form.ts';
import type { Redact } from '../process/redact.ts';
import { PlanAnswer } from '../prompts/plan-answer.ts';
import { planningPrompt } from '../prompts/planning-prompt.ts';
import { promptWriter } from '../prompts/prompt-writer.ts';
import { readRepositorySettings } from '../prompts/repository-settings.ts';
import { workingTree } from '../work/working-tree.ts';
import type { AgentDeps } from './agent.ts';
import { failureOf, reportedFailure, StageFailure } from './stage-failure.ts';

const LONGEST_MS = 15 * MINUTE_MS;
const MAX_TURNS = 50;
/** Characters; four comments of this length fit into a report whatever characters they are. */
const COMMENT_LIMIT = 20_000;

export type PlanDeps = AgentDeps & { redact: Redact };

export interface PlanInput {
  context: RunContext;
  /** Absolute path of the checkout, at the head of the default branch. */
  checkout: string;
  /** A folder of our own outside of the checkout. */
  scratch: string;
  /** Fires when the job must end, with a `StageFailure` as its reason. */
  signal: AbortSignal;
}

/** Plans with read-only tools; the report holds the plan as comments, or why there is none, whatever happens. */
export async function runPlan(deps: PlanDeps, input: PlanInput): Promise<RunReport> {
  const limit = AbortSignal.timeout(LONGEST_MS);
  const used: { claude?: ClaudeWithFallbacks } = {};
  return plan(deps, input, AbortSignal.any([input.signal, limit]), used).then(
    (made): RunReport => ({
      ...outcome(used.claude?.usage(), 'success'),
      comments: commentsOf(planComments(made, deps.redact), substitutionNotes(used.claude?.substitutions() ?? [])),
    }),
    (error: unknown): RunReport => {
      return {
        ...outcome(used.claude?.usage(), 'failure'),
        ...reportedFailure(whyItFailed(error, input.signal, limit)),
      };
    },
  );
}

function outcome(usage: Usage | undefined, name: RunReport['outcome']): RunReport {
  return { phase: 'planning', outcome: name, comments: [], ...(usage === undefined ? {} : { usage }) };
}

function whyItFailed(error: unknown, signal: AbortSignal, limit: AbortSignal) {
  if (signal.aborted) return failureOf(signal.reason);
  if (limit.aborted) return failureOf(new StageFailure('plan_time_up', 'it has 15 minutes'));
  return failureOf(error);
}

async function plan(
  deps: AgentDeps,
  { context, checkout, scratch }: PlanInput,
  signal: AbortSignal,
  used: { claude?: ClaudeWithFallbacks },
): Promise<Plan> {
  await mkdir(scratch, { recursive: true });
  const { environment, reporter } = deps;
  const tree = workingTree({ folder: checkout, baseSha: 'HEAD', decidingRef: 'HEAD', environment, scratch });
  const writer = promptWriter(context, deps.newTag);
  const prepare = async () => {
    const settings = await readRepositorySettings(tree.readDeciding, context.provider);
    const claude = withFallbacks(await deps.connect(context), settings.models.fallbacks);
    return { settings, claude: withForm(claude, deps.newTag) };
  };
  const { settings, claude } = await reporter.step({ stepId: 'prepare', name: 'Prepare' }, prepare, (prepared) => {
    const unknown = writer.unknownVariables(prepared.settings.planning.prompt);
    return unknown.length === 0 ? '' : `PLANNING.md names variables that there are not: ${unknown.join(', ')}`;
  });
  used.claude = claude;
  return reporter.step({ stepId: 'plan', name: 'Plan' }, async () => {
    const result = await claude.run({
      name: 'plan',
      prompt: planningPrompt(writer, settings.planning.prompt, context),
      model: settings.models.plan,
      tools: 'read',
      folder: checkout,
      maxTurns: context.caps.maxTurns ?? MAX_TURNS,
      answer: PlanAnswer,
      signal,
    });
    if (result.outcome === 'failed') throw result.failure;
    if (result.answer === undefined) throw new StageFailure('answer_missing', 'the plan pass');
    return result.answer;
  });
}

/** `notes` stand at the end of the first comment. */
function commentsOf(sections: readonly PlanSection[], notes: readonly string[]): RunReport['comments'] {
  const noteLines = notes.map((note) => `\n\n> ⚠️ ${note}`).join('');
  return sections.map(({ key, body }, at) => ({ key, body: within(body, at === 0 ? noteLines : '') }));
}

function within(body: string, end: string): string {
  const room = COMMENT_LIMIT - end.length;
  return body.length <= room ? `${body}${end}` : `${body.slice(0, room - 20)}\n\n*(cut here)*${end}`;
}
