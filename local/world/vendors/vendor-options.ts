import type { LocalClock } from '../../../simulators/clock.ts';
import type { RunTimes } from '../../../simulators/github/run-script.ts';
import type { LinearSeed } from '../../../simulators/linear/seed.ts';
import type { Kept } from '../../../simulators/loopback/loopback-server.ts';
import type { Home } from '../home/home.ts';
import type { Secrets } from '../home/secrets.ts';
import type { Services } from '../home/settings.ts';
import type { ClaudeProgram } from './claude-code.ts';
import type { AgentOf } from './simulated-model.ts';

export interface VendorOptions {
  /** The simulated workspace of a first start. @default without labels of people's own */
  linearSeed?: LinearSeed;
  clock: LocalClock;
  services: Services;
  secrets: Secrets;
  home: Home;
  /** Where jobs have their folders. @default a temporary one */
  jobsFolder?: string;
  /** What simulators answered outlives them after this. @default nothing does */
  outlives?: Kept | undefined;
  ports: { linear: number; github: number; jira: number; chats: number; fly: number };
  /** Where our API will be reached, where that is known before it starts: repositories tell it of comments. */
  publicUrl?: string | undefined;
  /** State that an earlier run left. */
  kept?: { linear?: unknown; jira?: unknown; github?: unknown } | undefined;
  /** How runs are executed. @default a script plays the runner, and repositories have no code */
  executed?: ExecutedRuns | undefined;
  runTimes?: Partial<RunTimes>;
}

/** What the simulated Actions need to execute the workflow files that we ship. */
export interface ExecutedRuns {
  /** What plays Claude Code. */
  claude: ClaudeProgram;
  /** What sync-templates installs in repositories. */
  templatesFolder: string;
  /** Where the stacks are, among them who may call Bedrock. */
  stackFolder: string;
  /** What else is installed on the machine of the jobs, by name: absolute paths. */
  programs?: Record<string, string> | undefined;
  /** Who plays the model. @default as the seed says */
  agentOf?: AgentOf | undefined;
  /** How many jobs run at once; the others wait for a machine. @default all */
  jobsAtOnce?: number | undefined;
  /** Secrets and variables of a repository's Actions; undefined for those that the mapping's provider needs. */
  settingsOf?(repository: string, ways: WaysToModel): RepositorySettings | undefined;
}

export interface RepositorySettings {
  secrets: Record<string, string>;
  vars: Record<string, string>;
}

/** Settings that lead to the simulated model. */
export interface WaysToModel {
  anthropic: RepositorySettings;
  bedrock: RepositorySettings;
}
