import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext, Usage } from '../../shared/contract/runner.ts';
import { SECOND_MS } from '../../shared/domain/time.ts';
import type { AgentJob } from '../agent/agent-job.ts';
import { implement } from '../agent/implement.ts';
import { emptyDraft, type OutcomeDraft, outcomeOf } from '../agent/outcome-draft.ts';
import { isWorkNeeded } from '../agent/triage.ts';
import type { Claude } from '../claude/claude.ts';
import { type ClaudeWithFallbacks, withFallbacks } from '../claude/with-fallbacks.ts';
import { withForm } from '../claude/with-form.ts';
import type { Reporter } from '../orchestrator/reporter.ts';
import { digestsOf } from '../process/secret-digest.ts';
import type { FollowUpWork } from '../prompts/follow-up-work.ts';
import { promptWriter } from '../prompts/prompt-writer.ts';
import { type RepositorySettings, readRepositorySettings } from '../prompts/repository-settings.ts';
import { nodePackage } from '../work/package-manager.ts';
import { type Hook, repositoryPrograms } from '../work/repository-programs.ts';
import { workingTree } from '../work/working-tree.ts';
import { AgentOutcome, Assignment, HANDOVER_FILES } from './handover.ts';
import { isLasting } from './left-out.ts';
import { failureOf, StageFailure } from './stage-failure.ts';

/** Of the time until the deadline, what teardown and hand-over need. */
const RESERVE_MS = 90 * SECOND_MS;
const TEARDOWN_MS = 60 * SECOND_MS;
/** A job that is cancelled is killed soon after. */
const HURRIED_TEARDOWN_MS = 3 * SECOND_MS;

const NO_USAGE: Usage = { turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

export interface AgentDeps {
  /** The secrets of the sessions of AWS that the job held so far; none where it holds no such session. */
  sessions?: () => readonly string[];
  reporter: Reporter;
  /** Claude with the one credential of the run; throws a `StageFailure` where there is none. */
  connect(context: RunContext): Promise<Claude>;
  /** What programs see of this machine: no token and no credential. */
  environment: Record<string, string>;
  /** Random tags for fences, as in `data-3f2c…`. */
  newTag(): string;
  /** Epoch milliseconds. */
  now(): number;
}

export interface AgentInput {
  /** The hand-over folder: holds the assignment, gets outcome and patch. */
  folder: string;
  /** Absolute path of the checkout, at `baseSha` of the assignment. */
  checkout: string;
  /** A folder of our own outside of the checkout. */
  scratch: string;
  /** Fires when the job must end, with a `StageFailure` as its reason. */
  signal: AbortSignal;
}

/** What the work needs to know, besides what it makes. */
interface Frame {
  deps: AgentDeps;
  assignment: Assignment;
  tree: ReturnType<typeof workingTree>;
  programs: ReturnType<typeof repositoryPrograms>;
  draft: OutcomeDraft;
  signal: AbortSignal;
  /** Set as soon as they are there. */
  settings?: RepositorySettings;
  claude?: ClaudeWithFallbacks;
}

/** Works on the assignment, and hands over outcome and patch whatever happens: failure, signal or deadline. */
export async function runAgent(deps: AgentDeps, input: AgentInput): Promise<AgentOutcome> {
  const { folder, checkout, scratch, signal } = input;
  const assignment = Assignment.parse(JSON.parse(await readFile(join(folder, HANDOVER_FILES.assignment), 'utf8')));
  await mkdir(scratch, { recursive: true });
  const { environment } = deps;
  const { baseSha, context } = assignment;
  const judged = context.followUp === undefined ? 'branch' : 'run';
  const deadline = AbortSignal.timeout(Math.max(0, assignment.deadlineAt - deps.now() - RESERVE_MS));
  const frame: Frame = {
    deps,
    assignment,
    tree: workingTree({
      folder: checkout,
      baseSha,
      decidingRef: decidingRef(assignment),
      judged,
      ...(context.pathGuard === undefined ? {} : { guard: context.pathGuard }),
      environment,
      scratch,
    }),
    programs: repositoryPrograms(checkout, environment),
    draft: emptyDraft(),
    signal: AbortSignal.any([signal, deadline]),
  };
  try {
    await work(frame);
  } catch (error) {
    frame.draft.failure = whyItEnded(error, signal, deadline);
    // Nobody gains from doing the same for as long again.
    if (deadline.aborted && !signal.aborted) frame.draft.isShippable ||= frame.draft.hasBegun;
  }
  if (!signal.aborted) await tearDown(frame, TEARDOWN_MS);
  const outcome = await handOver(frame, folder);
  if (signal.aborted) await tearDown(frame, HURRIED_TEARDOWN_MS);
  return outcome;
}

/** A branch of ours may have been changed by an agent before: then the default branch says how we work. */
function decidingRef({ baseRef, baseSha, context }: Assignment): string {
  return baseRef === context.defaultBranch ? baseSha : `refs/remotes/origin/${context.defaultBranch}`;
}

function whyItEnded(error: unknown, signal: AbortSignal, deadline: AbortSignal): AgentOutcome['failure'] {
  if (signal.aborted) return failureOf(signal.reason);
  if (deadline.aborted) return failureOf(new StageFailure('agent_time_up'));
  return failureOf(error);
}

async function work(frame: Frame): Promise<void> {
  const job = await prepare(frame);
  const { reporter, programs, node, signal, followUp } = job;
  const install = { stepId: 'install', name: 'Install dependencies' };
  if (node === undefined) await reporter.skip(install, 'no package.json');
  else
    await reporter.step(
      install,
      () => programs.install(node, signal),
      () => node.manager,
    );
  await runHook(frame, 'setup', signal);
  if (followUp !== undefined && !(await isWorkNeeded(job, followUp))) return;
  await implement(job);
  if ((await job.tree.diff()) !== '') await runHook(frame, 'verify', signal);
}

/** Reads what the repository says, and takes the credential: what is missing of them ends the run before any work. */
async function prepare(frame: Frame): Promise<AgentJob> {
  const { deps, assignment, tree, draft, programs, signal } = frame;
  const { context } = assignment;
  const followUp = followUpOf(assignment);
  const writer = promptWriter(context, deps.newTag, assignment.gaps);
  const read = async () => {
    frame.settings = await readRepositorySettings(tree.readDeciding, context.provider);
    frame.claude = withForm(withFallbacks(await deps.connect(context), frame.settings.models.fallbacks), deps.newTag);
    await tree.restoreSteering();
    const node = await nodePackage(tree.folder, frame.settings.config.packageManager, deps.environment['PATH'] ?? '');
    return { settings: frame.settings, claude: frame.claude, node };
  };
  const prepared = await deps.reporter.step({ stepId: 'prepare', name: 'Prepare' }, read, ({ settings }) => {
    const unknown = writer.unknownVariables(settings.workflow.prompt);
    return unknown.length === 0 ? '' : `WORKFLOW.md names variables that there are not: ${unknown.join(', ')}`;
  });
  return { ...prepared, context, followUp, tree, programs, writer, reporter: deps.reporter, draft, signal };
}

function followUpOf({ context, gaps }: Assignment): FollowUpWork | undefined {
  if (context.followUp === undefined) return undefined;
  const { findings, instruction } = context.followUp;
  return { gaps, findings, instruction };
}

async function runHook({ deps, settings, programs }: Frame, hook: Hook, signal: AbortSignal): Promise<void> {
  const script = settings?.workflow.settings[hook];
  if (script === undefined) return;
  await deps.reporter.step({ stepId: hook, name: `Run ${hook} script` }, () => programs.hook(hook, script, signal));
}

/** Its failure is a step that failed, and nothing else: the work is what it is. */
async function tearDown(frame: Frame, limitMs: number): Promise<void> {
  await runHook(frame, 'teardown', AbortSignal.timeout(limitMs)).catch(() => {});
}

async function handOver({ deps, assignment, claude, draft, tree }: Frame, folder: string): Promise<AgentOutcome> {
  const { baseSha, context } = assignment;
  const patch = join(folder, HANDOVER_FILES.patch);
  let hasChange = false;
  try {
    const written = await tree.writePatch(patch);
    hasChange = written.hasChange;
    draft.leftOut = [...draft.leftOut.filter(({ kind }) => isLasting(kind)), ...written.leftOut];
  } catch (error) {
    draft.failure ??= failureOf(new StageFailure('handover_failed', failureOf(error).reason));
  }
  const usage = claude?.usage() ?? NO_USAGE;
  const substitutions = claude?.substitutions() ?? [];
  const sessions = digestsOf(deps.sessions?.() ?? []);
  const outcome = outcomeOf(draft, { runId: context.runId, baseSha, hasChange, usage, substitutions, sessions });
  if (!hasChange) await rm(patch, { force: true });
  await writeFile(join(folder, HANDOVER_FILES.outcome), JSON.stringify(AgentOutcome.parse(outcome)));
  return outcome;
}
