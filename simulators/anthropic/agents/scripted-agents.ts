import type { Conversation } from '../conversation.ts';
import type { ScriptedAgent } from '../model-turn.ts';
import {
  goodAgent,
  hangingAgent,
  idleAgent,
  neverApprovedAgent,
  nothingToDoAgent,
  rateLimitedAgent,
  twoRoundsAgent,
} from './agents.ts';
import { misbehavingAgent } from './misbehaving-agent.ts';
import { writingPlanner } from './planning-agents.ts';
import { trespassingAgent, workUnitsAgent } from './work-unit-agents.ts';

/** Scripts by name, for seeds and for people who choose one. */
export const SCRIPTED_AGENTS = {
  good: goodAgent,
  'two-rounds': twoRoundsAgent,
  'never-approved': neverApprovedAgent,
  'does-nothing': idleAgent,
  'nothing-to-do': nothingToDoAgent,
  misbehaves: misbehavingAgent(),
  hangs: hangingAgent,
  'rate-limited': rateLimitedAgent,
  'work-units': workUnitsAgent,
  trespasses: trespassingAgent,
  'writes-while-planning': writingPlanner,
} satisfies Record<string, ScriptedAgent>;
export type ScriptedAgentName = keyof typeof SCRIPTED_AGENTS;

/** Chooses by the ticket's key; whoever is not named gets the good one. */
export function agentByTicket(
  names: Record<string, ScriptedAgentName>,
): (conversation: Pick<Conversation, 'ticketKey'>) => ScriptedAgent {
  return ({ ticketKey }) => SCRIPTED_AGENTS[names[ticketKey] ?? 'good'];
}
