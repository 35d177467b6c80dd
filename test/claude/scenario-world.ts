import { dirname } from 'node:path';
import { inject } from 'vitest';
import { runnerFileIn } from '../../local/world/child-processes/runner-launcher.ts';
import { type ClaudeProgram, findClaude } from '../../local/world/vendors/claude-code.ts';
import type { SimulatedModel } from '../../local/world/vendors/simulated-model.ts';
import type { RepositorySettings, WaysToModel } from '../../local/world/vendors/vendor-options.ts';
import type { RunReport } from '../../shared/contract/runner.ts';
import { isTerminal, type Run } from '../../shared/domain/run.ts';
import type { TicketRecord } from '../../shared/domain/ticket-record.ts';
import type { ScriptedAgentName } from '../../simulators/anthropic/agents/scripted-agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import type { ModelRequestSeen } from '../../simulators/anthropic/request-log.ts';
import type { PullRecord } from '../../simulators/github/code-state.ts';
import { gitMaybe } from '../../simulators/github/git/git.ts';
import type { WorkflowRun } from '../../simulators/github/workflow-runs.ts';
import { installedFiles } from '../../simulators/seed/installed-files.ts';
import type { RepositoryFiles } from '../../simulators/seed/seed-repositories.ts';
import { type AdminClient, signedIn } from '../e2e/admin-client.ts';
import { type QuietSystem, startQuietSystem } from '../e2e/quiet-system.ts';

/** One ticket in a repository of its own. What is left out is as in most teams. */
export interface Scenario {
  /** @default good */
  agent?: ScriptedAgentName | ScriptedAgent;
  title?: string;
  description?: string;
  /** Added to, or instead of, what the repository has. */
  files?: RepositoryFiles;
  /** @default main */
  defaultBranch?: string;
  /** Fields of the mapping. */
  mapping?: Record<string, unknown>;
  /** Secrets and variables of the repository's Actions. */
  settings?: (ways: WaysToModel) => RepositorySettings;
  /** @default true */
  isMarked?: boolean;
  /** Done after the repository is there and before the ticket is marked. */
  prepare?: (place: { repository: string; key: string }) => Promise<void> | void;
}

/** A scenario whose ticket has settled. */
export interface Played {
  key: string;
  /** `owner/name`. */
  repository: string;
  ticket: TicketRecord;
  /** Newest last. */
  runs: Run[];
  report: RunReport | undefined;
  pulls: PullRecord[];
  /** Bodies of the comments on the ticket. */
  comments: string[];
  workflowRuns: WorkflowRun[];
  /** What the model was asked for this ticket. */
  requests: ModelRequestSeen[];
}

export interface ScenarioWorld extends QuietSystem {
  model: SimulatedModel;
  admin: AdminClient;
  /** Creates repository, mapping and ticket, and marks it; answers the key and the repository. */
  begin(scenario: Scenario): Promise<{ key: string; repository: string }>;
  /** Waits until the ticket has settled after this many runs. @default 1 */
  settled(key: string, repository: string, runs?: number): Promise<Played>;
  /** Waits until the repository was found unfit for runs, and the ticket says so. */
  held(key: string, repository: string): Promise<Played>;
  /** Begins and waits. */
  play(scenario: Scenario): Promise<Played>;
}

const SETTLED = ['pr_ready', 'implementation_failed', 'parked', 'cancelled'];
const CODE: RepositoryFiles = {
  '.gitignore': 'node_modules\n.env\n',
  'README.md': '# A repository\n\nGreets people.\n',
};

/**
 * The whole stack with the real Claude Code, unless another is given, the shipped workflows and real git; the model is a script. `programs` are installed on
 * the machine of the jobs besides: absolute paths by name.
 */
export async function startScenarioWorld(
  programs: Record<string, string> = {},
  claude: ClaudeProgram | undefined = findClaude(),
): Promise<ScenarioWorld> {
  if (claude === undefined) throw new Error('Claude Code is not installed: npm run test:claude installs it');
  const agents = new Map<string, ScriptedAgentName | ScriptedAgent>();
  const settings = new Map<string, NonNullable<Scenario['settings']>>();
  const system = await startQuietSystem({
    runs: 'executed',
    claude,
    executed: {
      programs,
      agentOf: (key) => agents.get(key) ?? 'good',
      settingsOf: (repository, ways) => settings.get(repository)?.(ways),
    },
  });
  const { model } = system.vendors;
  if (model === undefined) throw new Error('the model must be simulated');
  const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
  let count = 0;

  async function begin(scenario: Scenario) {
    const name = `scenario-${++count}`;
    const repository = `acme/${name}`;
    if (scenario.settings !== undefined) settings.set(repository, scenario.settings);
    await createRepository(system, name, scenario);
    await createMapping(admin, name, scenario);
    const { title = 'Greet by name', description = 'Greet people by their name.' } = scenario;
    const key = system.linear.createIssue('ENG', { title, description });
    system.linear.addLabel(key, name);
    agents.set(key, scenario.agent ?? 'good');
    await scenario.prepare?.({ repository, key });
    if (scenario.isMarked !== false) system.linear.mark(key);
    return { key, repository };
  }

  async function played(key: string, repository: string): Promise<Played> {
    const requests = model?.anthropic.requests().filter(({ ticketKey }) => ticketKey === key) ?? [];
    return { ...(await playedOf(system, key, repository)), requests };
  }
  async function settled(key: string, repository: string, runs = 1): Promise<Played> {
    await untilSettled(system, key, runs);
    return played(key, repository);
  }

  return {
    ...system,
    ...{ model, admin, begin, settled },
    async held(key, repository) {
      await untilHeld(system, key);
      return played(key, repository);
    },
    async play(scenario) {
      const { key, repository } = await begin(scenario);
      return settled(key, repository);
    },
  };
}

const refOf = ({ linear }: QuietSystem, key: string) => ({ tracker: 'linear', ticketId: linear.idOf(key) }) as const;

/** Waits until so many runs of the ticket are over, and it shows one of the ends. */
async function untilSettled(system: QuietSystem, key: string, count: number): Promise<void> {
  const { runs, tickets } = system.stores;
  const ref = refOf(system, key);
  await system.until(async () => {
    const ended = (await runs.ofTicket(ref)).filter(({ status }) => isTerminal(status));
    return ended.length >= count && SETTLED.includes((await tickets.read(ref))?.status ?? '');
  });
}

/** Waits until a run was refused for the sake of its mapping, and people were told. */
async function untilHeld(system: QuietSystem, key: string): Promise<void> {
  const ref = refOf(system, key);
  await system.until(async () => {
    const runs = await system.stores.runs.ofTicket(ref);
    return runs.some(({ failure }) => failure?.kind === 'mapping') && system.linear.commentsOf(key).length > 0;
  });
}

async function playedOf(system: QuietSystem, key: string, repository: string): Promise<Omit<Played, 'requests'>> {
  const { stores, github, linear } = system;
  const ref = refOf(system, key);
  const ticket = await stores.tickets.read(ref);
  if (ticket === undefined) throw new Error(`there is no record of ${key}`);
  const runs = (await stores.runs.ofTicket(ref)).sort((a, b) => a.reservedAt.localeCompare(b.reservedAt));
  return {
    ...{ key, repository, ticket, runs },
    report: (await stores.runs.readReport(runs.at(-1)?.runId ?? ''))?.report,
    pulls: github.people.pulls(repository),
    comments: linear.commentsOf(key).map(({ body }) => body),
    workflowRuns: github.runs().filter(({ inputs }) => inputs['ticket_key'] === key),
  };
}

async function createRepository(system: QuietSystem, name: string, scenario: Scenario): Promise<void> {
  const { defaultBranch = 'main', mapping, files } = scenario;
  const templates = dirname(runnerFileIn(inject('outDir')));
  const isBedrock = mapping?.['provider'] === 'bedrock';
  const installed = installedFiles(templates, {
    model: isBedrock ? 'us.anthropic.claude-sonnet-4-6' : undefined,
    publicUrl: system.laptop.url,
  });
  await system.github.addRepository({
    ...{ owner: 'acme', name, defaultBranch, workflows: [], protectedBranches: [defaultBranch] },
    seed: { ...CODE, ...installed, ...files },
  });
}

async function createMapping(admin: AdminClient, name: string, scenario: Scenario): Promise<void> {
  const { defaultBranch = 'main', mapping } = scenario;
  const target = { owner: 'acme', repo: name, defaultBranch, planningEnabled: false };
  const answer = await admin.call('POST', '/api/mappings', {
    ...{ name, teamKey: 'ENG', label: name },
    ...target,
    ...mapping,
  });
  if (answer.status >= 300) throw new Error(`the mapping was refused: ${JSON.stringify(answer.body)}`);
}

/** The text of a file on a branch; undefined when it is not there. */
export async function fileOn(world: ScenarioWorld, repository: string, branch: string, path: string) {
  const found = world.github.repositories.find(({ owner, name }) => `${owner}/${name}` === repository);
  return gitMaybe(found?.gitDir ?? '', ['show', `${branch}:${path}`]);
}

/** The names of a repository's branches, sorted. */
export async function branchesOf({ github }: ScenarioWorld, repository: string): Promise<string[]> {
  const found = github.repositories.find(({ owner, name }) => `${owner}/${name}` === repository);
  const listed = await gitMaybe(found?.gitDir ?? '', ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads']);
  return (listed ?? '').split('\n').sort();
}
