import type { Artifacts } from '../artifacts.ts';
import type { StepEffects } from '../command-files.ts';
import type { RunFacts } from '../run-facts.ts';

/** A step that failed, in the words of its log. */
export class ActionFailure extends Error {}

/** What a stand-in works with. */
export interface ActionStep {
  /** All inputs of the action; those that were not given have their default. */
  inputs: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string>>;
  facts: RunFacts;
  workspace: string;
  temp: string;
  /** The job's `GITHUB_TOKEN`. */
  token: string;
  artifacts: Artifacts;
  stop: AbortSignal;
  log(line: string): void;
  /** Hides a text in all logs of the job from now on. */
  mask(text: string): void;
  /** Runs a program and logs what it prints. Throws `ActionFailure` when it fails. */
  execute(
    command: string,
    args: string[],
    options?: { cwd?: string; env?: Readonly<Record<string, string>> },
  ): Promise<void>;
}

/** What the simulator does in place of an action. */
export interface StandIn {
  /** The inputs that are modelled, with their defaults; any other is an error. */
  inputs: Readonly<Record<string, string>>;
  run(step: ActionStep): Promise<Partial<StepEffects>>;
}
