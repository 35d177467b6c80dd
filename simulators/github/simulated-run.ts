import { createHash } from 'node:crypto';
import { type Progress, type RunReport, StartAnswer, type StartRequest } from '../../shared/contract/runner.ts';
import type { LocalClock } from '../clock.ts';
import { type Callback, type CallbackAnswer, type CallbackProblem, callBack } from './callbacks.ts';
import { brokenStep, type RunBehaviour, type RunTimes, type ScriptStep, stepsOf } from './run-script.ts';
import type { Stage } from './stage.ts';
import type { WorkflowRun } from './workflow-runs.ts';

/** All that one simulated run acts with. */
export interface RunTools {
  run: WorkflowRun;
  behaviour: RunBehaviour;
  times: RunTimes;
  clock: Pick<LocalClock, 'now'>;
  stage: Stage;
  /** Aborted when the run is cancelled or the simulator closes. */
  signal: AbortSignal;
  /** The address of a new pull request in the run's repository. */
  openPullRequest(): string;
  /** Called when start was answered, whatever the answer. */
  gateAnswered(): void;
  /** GitHub's word for who this run is; undefined where nobody gives it. */
  identity(): Promise<string | undefined>;
  note(problem: CallbackProblem): void;
}

type Conclusion = 'success' | 'failure';

/** Plays one workflow run from its start to its end: the gate, steps with heartbeats, the pull request, the report. */
export async function playRun(tools: RunTools): Promise<void> {
  const { run, stage, signal } = tools;
  if (tools.behaviour === 'never-starts') return;
  await stage.until(run.createdAt + (tools.behaviour === 'starts-early' ? 0 : tools.times.startDelayMs), signal);
  change(tools, { status: 'in_progress' });
  const conclusion = await work(tools);
  if (!signal.aborted) change(tools, { status: 'completed', conclusion });
}

function change({ run, clock }: RunTools, changes: Partial<WorkflowRun>): void {
  Object.assign(run, changes, { updatedAt: clock.now() });
}

async function work(tools: RunTools): Promise<Conclusion> {
  const sessionKey = await passGate(tools);
  if (sessionKey === 'refused') return 'success';
  if (sessionKey === 'unanswered') return 'failure';
  const beating = new AbortController();
  const signal = AbortSignal.any([tools.signal, beating.signal]);
  tools.stage.play(() => beat({ ...tools, signal }));
  try {
    return await workInside(tools, sessionKey.key);
  } finally {
    beating.abort();
  }
}

async function call(tools: RunTools, callback: Callback): Promise<CallbackAnswer> {
  const baseUrl = tools.run.inputs['callback_url'] ?? '';
  const answer = await callBack(callback, { ...tools, baseUrl });
  if (answer.status < 200 || answer.status > 299) {
    tools.note({ workflowRunId: tools.run.id, path: callback.path, ...answer });
  }
  return answer;
}

const resultToken = ({ run }: RunTools) => run.inputs['result_token'] ?? '';

/** A surplus run is told so at the gate and ends without work, which is no failure. */
async function passGate(tools: RunTools): Promise<{ key: string } | 'refused' | 'unanswered'> {
  const { run } = tools;
  const body: StartRequest = { workflowRunId: String(run.id), runAttempt: run.attempt };
  const answer = await call(tools, {
    path: '/runner/start',
    token: resultToken(tools),
    oidcToken: tools.identity,
    body,
  });
  if (answer.status === 200) run.hasPassedGate = true;
  tools.gateAnswered();
  if (answer.status === 200) return { key: StartAnswer.parse(answer.body).sessionKey };
  return answer.status === 409 ? 'refused' : 'unanswered';
}

async function report(tools: RunTools, progress: Progress, sessionKey?: string): Promise<void> {
  const token = tools.run.inputs['progress_token'] ?? '';
  const key = sessionKey === undefined ? {} : { sessionKey };
  await call(tools, { path: '/runner/progress', token, body: progress, ...key });
}

async function beat(tools: RunTools): Promise<void> {
  for (;;) {
    await tools.stage.until(tools.clock.now() + tools.times.heartbeatMs, tools.signal);
    await report(tools, { type: 'heartbeat' });
  }
}

async function workInside(tools: RunTools, sessionKey: string): Promise<Conclusion> {
  const { behaviour } = tools;
  const phase = tools.run.inputs['phase'] ?? '';
  for (const step of stepsOf(phase)) {
    const fails = step.stepId === brokenStep(behaviour, phase);
    if (behaviour === 'hangs' && step.stepId !== 'clone') await hang(tools, step);
    await playStep(tools, step, fails ? 'failed' : 'succeeded');
    if (behaviour === 'dies') return 'failure';
    if (fails) return deliver(tools, sessionKey, failureReport(tools, step));
  }
  if (phase === 'planning') return deliver(tools, sessionKey, planReport(tools));
  const prUrl = tools.openPullRequest();
  // There is no code behind it, so its commit is made up.
  const headSha = createHash('sha1').update(prUrl).digest('hex');
  await report(tools, { type: 'pull_request_opened', prUrl, headSha }, sessionKey);
  return deliver(tools, sessionKey, { ...success(tools), comments: [], prUrl });
}

const YEAR_MS = 365 * 24 * 3_600_000;

/** Says that the step runs and then waits to be cancelled; a year is as good as forever. */
async function hang(tools: RunTools, step: ScriptStep): Promise<void> {
  const { clock, stage, signal } = tools;
  await report(tools, { type: 'step', ...step, status: 'running', startedAt: now(tools) });
  await stage.until(clock.now() + YEAR_MS, signal);
}

const now = ({ clock }: RunTools) => new Date(clock.now()).toISOString();

async function playStep(tools: RunTools, step: ScriptStep, ending: 'succeeded' | 'failed'): Promise<void> {
  const startedAt = now(tools);
  await report(tools, { type: 'step', ...step, status: 'running', startedAt });
  await tools.stage.until(tools.clock.now() + tools.times.stepMs, tools.signal);
  await report(tools, { type: 'step', ...step, status: ending, startedAt, endedAt: now(tools) });
}

/** A job whose report is not taken fails, as a real one would. */
async function deliver(tools: RunTools, sessionKey: string, body: RunReport): Promise<Conclusion> {
  const result: Callback = { path: '/runner/result', token: resultToken(tools), sessionKey, body };
  const answer = await call(tools, result);
  if (tools.behaviour === 'reports-twice') await call(tools, result);
  return answer.status === 200 && body.outcome === 'success' ? 'success' : 'failure';
}

function success({ run }: RunTools): Pick<RunReport, 'phase' | 'outcome' | 'usage'> {
  const usage = { turns: 12, inputTokens: 48_000, outputTokens: 6_500, costUsd: 0.42 };
  return { phase: phaseOf(run), outcome: 'success', usage };
}

function phaseOf(run: WorkflowRun): RunReport['phase'] {
  const phase = run.inputs['phase'];
  return phase === 'planning' || phase === 'gap-fill' ? phase : 'implementation';
}

const PLAN: Record<string, [title: string, text: string]> = {
  architecture: ['🏗️ AI Planning: Architecture Analysis', 'A simulated plan: one module, and its caller.'],
  'test-plan': ['🧪 AI Planning: Test Plan', '- unit: the module\n- by hand: the page that uses it'],
  'work-units': ['🔧 AI Planning: Work Units', '**WU-1: module** — write it (`src/module.ts`)'],
};

function planReport(tools: RunTools): RunReport {
  const comments = Object.entries(PLAN).map(([key, [title, text]]) => ({ key, body: `## ${title}\n\n${text}` }));
  return { ...success(tools), comments };
}

function failureReport({ run }: RunTools, step: ScriptStep): RunReport {
  const failureReason = `The step "${step.name}" failed, and its log says no more.`;
  return { phase: phaseOf(run), outcome: 'failure', failureKind: 'substance', failureReason, comments: [] };
}
