import type { ScriptedAgent } from '../model-turn.ts';
import { goodAgent } from './agents.ts';
import { bash, type Step, steps, write } from './script.ts';

/** Tries to write and to run commands although it only plans; then it plans. */
export const writingPlanner: ScriptedAgent = (conversation) =>
  (conversation.pass === 'plan' ? trying : goodAgent)(conversation);

const attempts: Step[] = [
  (c) => ({ calls: [write(c, 'planned.txt', 'written while planning\n')] }),
  { calls: [bash('echo written > planned.txt')] },
];
const trying = steps(attempts, (c) => ({ summary: `A plan for ${c.ticketKey}.` }));
