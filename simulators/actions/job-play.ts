import { join } from 'node:path';
import type { Scope } from './expressions.ts';
import {
  type FileFrame,
  githubFacts,
  type JobRecord,
  type PartConclusion,
  type Runner,
  type RunPlay,
} from './run-play.ts';
import type { Masks } from './step-log.ts';
import type { StepsJob } from './workflow-file.ts';

/** A job that is being played, with what its steps leave for the steps after them. */
export interface JobPlay {
  play: RunPlay;
  frame: FileFrame;
  job: StepsJob;
  record: JobRecord;
  /** Holds the other folders; removed with the job. */
  folder: string;
  workspace: string;
  temp: string;
  home: string;
  /** Stands in the environment of every process of the job. */
  trackingId: string;
  runner: Runner;
  token: string;
  masks: Masks;
  /** The one is aborted when the job is cancelled, the other when its time is over. */
  stops: readonly AbortSignal[];
  /** Of the file and the job, and what steps wrote to `GITHUB_ENV`. */
  env: Record<string, string>;
  /** What steps wrote to `GITHUB_PATH`, the latest first. */
  path: string[];
  /** Event file and identity request. */
  variables: Readonly<Record<string, string>>;
  steps: Record<string, { outcome: PartConclusion; conclusion: PartConclusion; outputs: Record<string, string> }>;
  status: 'success' | 'failure' | 'cancelled';
  /** What expressions in steps see now. */
  scope(): Scope;
}

const PRELOAD = new URL('shifted-date.mjs', import.meta.url).href;

/** The environment of every process of the job, without what the step itself adds. */
export function jobVariables(here: JobPlay): Record<string, string> {
  const { play, workspace, temp } = here;
  const github = Object.entries({ ...githubFacts(play), workspace, job: here.job.id });
  return {
    ...play.machine.env,
    ...clockVariables(play.clock.offsetMs()),
    ...Object.fromEntries(github.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value])),
    ...here.variables,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    HOME: here.home,
    // What a job installs for the whole machine stays with the job.
    NPM_CONFIG_PREFIX: join(here.home, '.npm-global'),
    PATH: [...here.path, join(here.home, '.npm-global', 'bin'), play.machine.path].join(':'),
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_ENVIRONMENT: here.runner.environment,
    RUNNER_NAME: here.runner.name,
    RUNNER_OS: process.platform === 'darwin' ? 'macOS' : 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TRACKING_ID: here.trackingId,
  };
}

/** Node processes of a step live at the laptop's time; on the real clock they need no help. */
function clockVariables(offsetMs: number): Record<string, string> {
  if (offsetMs === 0) return {};
  return { LAPTOP_CLOCK_OFFSET_MS: String(offsetMs), NODE_OPTIONS: `--import=${PRELOAD}` };
}
