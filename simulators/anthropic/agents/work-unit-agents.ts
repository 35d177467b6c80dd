import type { Conversation } from '../conversation.ts';
import { AGENT_TOOL } from '../conversation.ts';
import type { ModelTurn, ScriptedAgent, ToolCall } from '../model-turn.ts';
import { goodAgent, unitsPlanningAgent } from './agents.ts';
import { lastWords, write } from './script.ts';

/** Long enough that units which run at one time are seen to overlap, in real milliseconds. */
const UNIT_THINKING_MS = 400;

/** One subagent for each unit on offer, all in one turn; each writes its own files. */
export const workUnitsAgent: ScriptedAgent = unitsAgent(ownWrites);

/** The first unit also tries a file of another; then it goes on with its own. */
export const trespassingAgent: ScriptedAgent = unitsAgent((conversation) => {
  const own = ownWrites(conversation);
  return conversation.unit === 'WU-1' ? [write(conversation, 'src/not-mine.mjs', '// WU-1 was here\n'), ...own] : own;
});

function unitsAgent(writesOf: (conversation: Conversation) => ToolCall[]): ScriptedAgent {
  return (conversation) => {
    const { pass, unit, turns } = conversation;
    if (pass === 'work-units') return leadUnits(conversation);
    if (pass === 'plan') return unitsPlanningAgent(conversation);
    if (unit === undefined) return goodAgent(conversation);
    if (turns === 0) return { thinkMs: UNIT_THINKING_MS, calls: writesOf(conversation) };
    return lastWords(conversation, { summary: `${unit} is done.` });
  };
}

/** Starts a subagent for each unit on offer, all in one turn. */
export function leadUnits(conversation: Conversation): ModelTurn {
  const offered = conversation.agents.filter(({ name, description }) => unitOf(`${name} ${description}`) !== undefined);
  if (conversation.turns > 0 || offered.length === 0) {
    return lastWords(conversation, { summary: 'All units are done.' });
  }
  return { text: 'The units go ahead side by side.', calls: offered.map((agent) => start(conversation, agent)) };
}

function start(conversation: Conversation, { name, description }: Conversation['agents'][number]): ToolCall {
  const unit = unitOf(`${name} ${description}`);
  const prompt = `This is work unit ${unit} of run ${conversation.runId}.\nDo what your instructions say.`;
  return { tool: AGENT_TOOL, input: { description: `Work unit ${unit}`, prompt, subagent_type: name } };
}

function unitOf(text: string): string | undefined {
  const number = /\bwu-?(\d+)\b/i.exec(text)?.[1];
  return number === undefined ? undefined : `WU-${number}`;
}

/** The files that its instructions name last, globs made concrete. */
function ownWrites(conversation: Conversation): ToolCall[] {
  const [, named = ''] = [...conversation.briefing.matchAll(/^\W*Files: (.*)$/gm)].at(-1) ?? [];
  const paths = named.split(',').map((path) => path.replaceAll('`', '').trim());
  const text = `// ${conversation.unit}\nexport const unit = '${conversation.unit}';\n`;
  return paths.filter(Boolean).map((path) => write(conversation, path.replace(/\*\*?\/?/g, 'part'), text));
}
