/**
 * How a simulated run behaves.
 *
 * - `succeeds`, `fails`, `fails-setup`: does its steps and reports; `fails-setup` fails before Claude is started.
 * - `dies`: passes the gate and ends without a report; `dies-once` does so for the first run of a ticket only.
 * - `reports-twice`: sends its result again.
 * - `starts-early`: calls start before its dispatch is answered.
 * - `hangs`: sends heartbeats until it is cancelled.
 * - `never-starts`: stays queued until it is cancelled.
 * - `workflow`: executes the workflow file of its repository, where the simulator has Actions.
 */
export type RunBehaviour =
  | 'succeeds'
  | 'fails'
  | 'fails-setup'
  | 'dies'
  | 'dies-once'
  | 'reports-twice'
  | 'starts-early'
  | 'hangs'
  | 'never-starts'
  | 'workflow';

/** How long a simulated run takes, in milliseconds of the laptop's clock. */
export interface RunTimes {
  /** From creation to the call of start. */
  startDelayMs: number;
  /** Each step. */
  stepMs: number;
  /** Between two heartbeats. */
  heartbeatMs: number;
}

export const DEFAULT_TIMES: RunTimes = { startDelayMs: 2000, stepMs: 1500, heartbeatMs: 60_000 };

export interface RunScript {
  behaviour: RunBehaviour;
  /** How later runs of a ticket go whose first one dies by `dies-once`. @default succeeds */
  afterDeath?: RunBehaviour;
  times?: Partial<RunTimes>;
}

/** Chooses the script from the inputs of the dispatch. */
export type BehaviourOf = (inputs: Readonly<Record<string, string>>) => RunScript | RunBehaviour;

export interface ScriptStep {
  stepId: string;
  name: string;
}

const STEPS: Record<string, ScriptStep[]> = {
  planning: [
    { stepId: 'clone', name: 'Clone the repository' },
    { stepId: 'plan', name: 'Plan' },
  ],
  implementation: [
    { stepId: 'clone', name: 'Clone the repository' },
    { stepId: 'install', name: 'Install dependencies' },
    { stepId: 'setup', name: 'Set up' },
    { stepId: 'implement', name: 'Implement' },
    { stepId: 'review', name: 'Review' },
    { stepId: 'checks', name: 'Run checks' },
    { stepId: 'publish', name: 'Publish' },
  ],
};

/** The steps of a phase in order; a follow-up goes the way of an implementation. */
export function stepsOf(phase: string): ScriptStep[] {
  return STEPS[phase === 'planning' ? 'planning' : 'implementation'] ?? [];
}

/** The step at which this behaviour goes wrong, if it does. */
export function brokenStep(behaviour: RunBehaviour, phase: string): string | undefined {
  if (behaviour === 'fails') return phase === 'planning' ? 'plan' : 'checks';
  return behaviour === 'fails-setup' ? stepsOf(phase)[phase === 'planning' ? 0 : 2]?.stepId : undefined;
}
