import { SCRIPTED_AGENTS, type ScriptedAgentName } from '../../../simulators/anthropic/agents/scripted-agents.ts';
import { type AnthropicSimulator, startAnthropicSimulator } from '../../../simulators/anthropic/anthropic-simulator.ts';
import type { ScriptedAgent } from '../../../simulators/anthropic/model-turn.ts';
import type { LocalClock } from '../../../simulators/clock.ts';
import type { GitHubSimulator } from '../../../simulators/github/github-simulator.ts';
import type { SimulatedRole } from '../../../simulators/sts/assume-role.ts';
import { type StsSimulator, startStsSimulator } from '../../../simulators/sts/sts-simulator.ts';

/** Who plays the model in the runs of a ticket. */
export type AgentOf = (ticketKey: string) => ScriptedAgentName | ScriptedAgent;

export interface SimulatedModel {
  anthropic: AnthropicSimulator;
  sts: StsSimulator;
  /** The role that jobs assume; may be changed. */
  role: SimulatedRole;
  isBusy(): boolean;
  stop(): Promise<void>;
}

export interface SimulatedModelOptions {
  clock: Pick<LocalClock, 'now' | 'at'>;
  github: GitHubSimulator;
  agentOf: AgentOf;
  /** The only key that the model accepts. */
  apiKey: string;
  /** The only role that there is. It trusts our workflow files on the default branch of some repositories (`owner/name`). */
  role: { arn: string; isTrusted(repository: string): boolean };
}

const TRUSTED_FILES = ['claude-plan.yml', 'claude-implement.yml', 'claude-agent.yml'];
const MAX_SESSION_SECONDS = 4 * 3600;

/** The model behind Anthropic's API and behind Bedrock, and the STS that gives GitHub's jobs the way to the latter. */
export async function startSimulatedModel(options: SimulatedModelOptions): Promise<SimulatedModel> {
  const { clock, github, apiKey, agentOf } = options;
  const issuer = github.oidcIssuer;
  if (issuer === undefined) throw new Error('the simulated GitHub has no Actions whose jobs could call a model');
  const role = roleOf(options);
  const provider = { issuer, jwks: `${issuer}/.well-known/jwks` };
  const sts = await startStsSimulator({ clock, provider, roles: [role] });
  const anthropic = await startAnthropicSimulator({
    clock,
    agentOf(conversation) {
      const agent = agentOf(conversation.ticketKey);
      return typeof agent === 'string' ? SCRIPTED_AGENTS[agent] : agent;
    },
    accepts: { apiKey, sessions: sts.sessions },
  });
  return {
    anthropic,
    sts,
    role,
    isBusy: anthropic.isBusy,
    async stop() {
      await anthropic.stop();
      await sts.stop();
    },
  };
}

/** Its trust follows the repositories as they come. */
function roleOf({ github, role }: SimulatedModelOptions): SimulatedRole {
  const trusted = () => github.repositories.filter(({ owner, name }) => role.isTrusted(`${owner}/${name}`));
  return {
    arn: role.arn,
    maxSessionSeconds: MAX_SESSION_SECONDS,
    get trust() {
      return {
        repositoryIds: trusted().map((repository) => String(github.tokens.repositoryId(repository))),
        jobWorkflowRefs: trusted().flatMap(({ owner, name, defaultBranch }) =>
          TRUSTED_FILES.map((file) => `${owner}/${name}/.github/workflows/${file}@refs/heads/${defaultBranch}`),
        ),
      };
    },
  };
}
