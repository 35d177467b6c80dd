import { type Block, blocksOf, type Message, type ModelRequest } from './message-request.ts';

/** How one tool call fared. */
export interface CallSeen {
  tool: string;
  input: Record<string, unknown>;
  result: string;
  isError: boolean;
}

/** A subagent type on offer, as the CLI describes it to the model. */
interface AgentOffered {
  name: string;
  description: string;
}

/** One conversation with the model, read out of a request: a scripted agent sees this and nothing else. */
export interface Conversation {
  model: string;
  /** What was asked, without the reminders that Claude Code adds. */
  prompt: string;
  /** The whole of system prompt and first message. */
  briefing: string;
  /** As the first line of our prompts says it; `work-unit` for a subagent on one unit; empty when it is not one of ours. */
  pass: string;
  runId: string;
  /** For a subagent, that of the pass which started it. */
  ticketKey: string;
  /** `WU-2`, for a subagent on one unit, and for a pass that does one. */
  unit: string | undefined;
  /** Absolute path of the working folder. */
  folder: string;
  tools: string[];
  agents: AgentOffered[];
  /** The JSON schema of the structured answer that is asked for. */
  answerSchema: Record<string, unknown> | undefined;
  /** How many turns the model had so far in answer to the prompt. */
  turns: number;
  /** All tool calls so far, oldest first. */
  calls: CallSeen[];
  /** What the tools answered to the last turn. */
  results: string[];
}

/** The tool by which Claude Code takes a structured answer. */
export const ANSWER_TOOL = 'StructuredOutput';
/** The tool that starts a subagent. */
export const AGENT_TOOL = 'Agent';

const PASS_LINE = /^This is the ([a-z-]+) pass of run (\S+) for ticket (\S+)\.$/m;
const UNIT_LINE = /^This is work unit (WU-\d+) of run ([^\s.]+)/m;
const REMINDER = '<system-reminder>';

export function readConversation(request: ModelRequest): Conversation {
  const first = textsOf(blocksOf(request.messages[0]));
  const prompt = first.filter((text) => !text.startsWith(REMINDER)).join('\n');
  const briefing = [systemText(request.system), ...first].join('\n');
  const pass = PASS_LINE.exec(prompt);
  const unit = UNIT_LINE.exec(prompt) ?? UNIT_LINE.exec(systemText(request.system));
  return {
    model: request.model,
    prompt,
    briefing,
    pass: pass?.[1] ?? (unit === null ? '' : 'work-unit'),
    runId: unit?.[2] ?? pass?.[2] ?? '',
    ticketKey: pass?.[3] ?? '',
    unit: unit?.[1],
    folder: /Primary working directory: (.+)/.exec(briefing)?.[1]?.trim() ?? '/',
    tools: (request.tools ?? []).map(({ name }) => name),
    agents: agentsIn(briefing),
    answerSchema: request.tools?.find(({ name }) => name === ANSWER_TOOL)?.input_schema,
    turns: request.messages.filter(({ role }) => role === 'assistant').length,
    calls: callsIn(request.messages),
    results: blocksOf(request.messages.at(-1)).flatMap((block) =>
      block.type === 'tool_result' ? [resultText(block.content)] : [],
    ),
  };
}

function systemText(system: ModelRequest['system']): string {
  return typeof system === 'string' ? system : (system ?? []).map(({ text }) => text).join('\n');
}

function textsOf(blocks: Block[]): string[] {
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : []));
}

/** Claude Code lists them in a reminder: `- wu-1: what it is for (Tools: Read, Write)`. */
function agentsIn(briefing: string): AgentOffered[] {
  const list = /Available agent types for the Agent tool:\n([\s\S]*?)(?:\n\n|<\/system-reminder>|$)/.exec(
    briefing,
  )?.[1];
  const lines = [...(list ?? '').matchAll(/^- ([\w.-]+): (.*)$/gm)];
  return lines.map(([, name = '', description = '']) => ({ name, description }));
}

function callsIn(messages: readonly Message[]): CallSeen[] {
  const blocks = messages.flatMap((message) => blocksOf(message));
  return blocks.flatMap((block) => {
    if (block.type !== 'tool_use') return [];
    const answer = blocks.find((other) => other.type === 'tool_result' && other.tool_use_id === block.id);
    if (answer?.type !== 'tool_result') return [];
    const isError = answer.is_error === true;
    return [{ tool: block.name, input: block.input, result: resultText(answer.content), isError }];
  });
}

function resultText(content: string | Block[] | undefined): string {
  return typeof content === 'string' ? content : textsOf(content ?? []).join('\n');
}
