import { join } from 'node:path';
import { commandFiles, InvalidCommandFile, type StepEffects } from './command-files.ts';
import { evaluate, evaluateTexts, holds, textOf } from './expressions.ts';
import { type JobPlay, jobVariables } from './job-play.ts';
import type { PartConclusion, StepRecord } from './run-play.ts';
import { runScript } from './run-script-step.ts';
import { ActionFailure } from './stand-ins/stand-in.ts';
import type { StepDescription } from './step-description.ts';
import { type StepLog, stepLog } from './step-log.ts';
import type { StepPlay } from './step-play.ts';
import { useAction } from './use-action.ts';

/** Plays one step, or skips it, and notes what it leaves for the next ones. */
export async function playStep(here: JobPlay, step: StepDescription): Promise<void> {
  const { play, record } = here;
  const kept: StepRecord = { name: nameOf(here, step), status: 'queued', conclusion: null };
  record.steps.push(kept);
  const { secrets, ...visible } = here.scope().contexts;
  const status = {
    success: here.status === 'success',
    failure: here.status === 'failure',
    cancelled: here.status === 'cancelled',
  };
  if (play.halt.aborted || !holds(play.language, step.condition, { contexts: visible, status })) {
    Object.assign(kept, { status: 'completed', conclusion: 'skipped' });
    return note(here, step, { outcome: 'skipped', conclusion: 'skipped', outputs: {} });
  }
  kept.status = 'in_progress';
  const log = stepLog(here.masks);
  Object.defineProperty(kept, 'log', { get: log.text, enumerable: true, configurable: true });
  const { outcome, outputs } = await attempt(here, step, log);
  const isExcused = outcome === 'failure' && continues(here, step);
  const conclusion = isExcused ? 'success' : outcome;
  if (conclusion === 'failure' || conclusion === 'cancelled') here.status = worse(here.status, conclusion);
  Object.defineProperty(kept, 'log', { value: log.text(), writable: true, enumerable: true });
  Object.assign(kept, { status: 'completed', conclusion, ...(isExcused && { isExcused }) });
  note(here, step, { outcome, conclusion, outputs });
}

function worse(before: JobPlay['status'], now: 'failure' | 'cancelled'): JobPlay['status'] {
  return before === 'success' ? now : before;
}

function note(here: JobPlay, { id }: StepDescription, result: JobPlay['steps'][string]): void {
  if (id !== undefined) here.steps[id] = result;
}

function nameOf(here: JobPlay, step: StepDescription): string {
  if (step.name !== undefined) return textOf(evaluate(here.play.language, step.name, here.scope()));
  return step.kind === 'uses' ? `Run ${step.action}` : `Run ${String(step.script).split('\n')[0]}`;
}

function continues({ play, scope }: JobPlay, { continueOnError }: StepDescription): boolean {
  return continueOnError !== undefined && evaluate(play.language, continueOnError, scope()) === true;
}

interface Attempt {
  outcome: Exclude<PartConclusion, 'skipped'>;
  outputs: Record<string, string>;
}

async function attempt(here: JobPlay, step: StepDescription, log: StepLog): Promise<Attempt> {
  const ending = endingOf(here, step);
  const { files, played } = stepPlay(here, step, { log, stop: ending.signal });
  try {
    const effects = step.kind === 'uses' ? await useAction(played, step) : await runScript(played, step);
    apply(here, effects);
    apply(here, files.read());
    const outputs = { ...files.read().outputs, ...effects.outputs };
    if (ending.cause() !== undefined) return { outcome: ending.cause() ?? 'failure', outputs };
    return { outcome: 'success', outputs };
  } catch (error) {
    if (!(error instanceof ActionFailure) && !(error instanceof InvalidCommandFile)) throw error;
    log.line(`Error: ${ending.words() ?? error.message}`);
    return { outcome: ending.cause() ?? 'failure', outputs: outputsOf(files) };
  } finally {
    ending.forget();
  }
}

/** A step that failed has written its outputs all the same. */
function outputsOf(files: ReturnType<typeof commandFiles>): Record<string, string> {
  try {
    return files.read().outputs;
  } catch (error) {
    if (error instanceof InvalidCommandFile) return {};
    throw error;
  }
}

function apply(here: JobPlay, { env = {}, path = [] }: Partial<StepEffects>): void {
  Object.assign(here.env, env);
  here.path.unshift(...[...path].reverse());
}

function stepPlay(here: JobPlay, step: StepDescription, given: { log: StepLog; stop: AbortSignal }) {
  const files = commandFiles(join(here.temp, '_runner_file_commands'));
  const scope = here.scope();
  const ownEnv = { ...here.env, ...evaluateTexts(here.play.language, step.env, scope) };
  const env = { ...jobVariables(here), ...files.variables, ...ownEnv };
  return { files, played: { here, scope, ownEnv, env, ...given } satisfies StepPlay };
}

/**
 * What may end a step before its time: its own limit, or the end of its job. A step that begins after its job was cancelled,
 * because its condition says so, is not touched by that.
 */
function endingOf(here: JobPlay, step: StepDescription) {
  const { clock, language } = here.play;
  const ended = new AbortController();
  let cause: 'failure' | 'cancelled' | undefined;
  const end = (why: 'failure' | 'cancelled') => {
    cause ??= why;
    ended.abort();
  };
  const minutes = step.timeoutMinutes === undefined ? undefined : evaluate(language, step.timeoutMinutes, here.scope());
  const forgetLimit =
    typeof minutes === 'number' ? clock.at(clock.now() + minutes * 60_000, () => end('failure')) : () => {};
  const stopped = () => end('cancelled');
  const pending = here.stops.filter(({ aborted }) => !aborted);
  for (const signal of pending) signal.addEventListener('abort', stopped, { once: true });
  return {
    signal: ended.signal,
    cause: () => cause,
    words: () =>
      cause === 'failure'
        ? `The action has timed out after ${minutes} minutes.`
        : cause && 'The operation was canceled.',
    forget() {
      forgetLimit();
      for (const signal of pending) signal.removeEventListener('abort', stopped);
    },
  };
}
