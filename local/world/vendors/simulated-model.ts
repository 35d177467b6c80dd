import { SCRIPTED_AGENTS, type ScriptedAgentName } from '../../../simulators/anthropic/agents/scripted-agents.ts';
import { type AnthropicSimulator, startAnthropicSimulator } from '../../../simulators/anthropic/anthropic-simulator.ts';
import type { ScriptedAgent } from '../../../simulators/anthropic/model-turn.ts';
import type { LocalClock } from '../../../simulators/clock.ts';
import type { GitHubSimulator } from '../../../simulators/github/github-simulator.ts';
import { type StsSimulator, startStsSimulator } from '../../../simulators/sts/sts-simulator.ts';
import type { BedrockRoles } from '../../stack/iam/bedrock-roles.ts';

/** Who plays the model in the runs of a ticket. */
export type AgentOf = (ticketKey: string) => ScriptedAgentName | ScriptedAgent;

export interface SimulatedModel {
  anthropic: AnthropicSimulator;
  sts: StsSimulator;
  /** The roles that jobs may assume, by the name that the synthesized access gives them; may be changed. */
  roles: BedrockRoles['roles'];
  isBusy(): boolean;
  stop(): Promise<void>;
}

export interface SimulatedModelOptions {
  clock: Pick<LocalClock, 'now' | 'at'>;
  github: GitHubSimulator;
  agentOf: AgentOf;
  /** The only key that the model accepts. */
  apiKey: string;
  /** Who may assume what, and call which models. */
  bedrock: BedrockRoles;
}

/** The model behind Anthropic's API and behind Bedrock, and the STS that gives GitHub's jobs the way to the latter. */
export async function startSimulatedModel(options: SimulatedModelOptions): Promise<SimulatedModel> {
  const { clock, github, apiKey, agentOf, bedrock } = options;
  const issuer = github.oidcIssuer;
  if (issuer === undefined) throw new Error('the simulated GitHub has no Actions whose jobs could call a model');
  const provider = { issuer, jwks: `${issuer}/.well-known/jwks` };
  const sts = await startStsSimulator({ clock, provider, roles: Object.values(bedrock.roles) });
  const anthropic = await startAnthropicSimulator({
    clock,
    agentOf(conversation) {
      const agent = agentOf(conversation.ticketKey);
      return typeof agent === 'string' ? SCRIPTED_AGENTS[agent] : agent;
    },
    accepts: { apiKey, sessions: sts.sessions, allows: bedrock.allows },
  });
  return {
    anthropic,
    sts,
    roles: bedrock.roles,
    isBusy: anthropic.isBusy,
    async stop() {
      await anthropic.stop();
      await sts.stop();
    },
  };
}
