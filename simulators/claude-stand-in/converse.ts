import { Ajv } from 'ajv';
import { type Answer, askModel } from './model-client.ts';
import type { Session } from './session.ts';
import type { ToolResult, ToolUse } from './tool.ts';
import { useTool } from './use-tool.ts';

/** How a conversation ended. `text` is the last thing said. */
export type Ending =
  | { kind: 'done'; text: string; turns: number; answer?: unknown }
  | { kind: 'max_turns' | 'max_budget_usd' | 'max_structured_output_retries'; text: string; turns: number };

export interface Talk {
  system: string;
  /** What precedes the prompt in its message. */
  reminders: string[];
  prompt: string;
  model: string;
  tools: string[];
  /** The tool use of the main conversation that this one belongs to, and the type of its subagent. */
  parent?: { toolUseId: string; agentType: string };
  /** Of a subagent that has a cap of its own. */
  maxTurns?: number | undefined;
}

type Message = { role: 'user' | 'assistant'; content: unknown[] };

const ANSWER_ATTEMPTS = 5;
const MAX_TOKENS = 32_000;
const ENFORCEMENT =
  '[structured-output-enforce] You MUST call the StructuredOutput tool to complete this request. Call this tool now.';
const ajv = new Ajv({ strict: false });

interface State {
  messages: Message[];
  schema: Record<string, unknown> | undefined;
  turns: number;
  refusedAnswers: number;
  /** Whether the model was told to give the answer in the form that is asked for. */
  isEnforced: boolean;
}

/** Asks and uses tools in turn, until the model asks for none. */
export async function converse(session: Session, talk: Talk): Promise<Ending> {
  const texts = [...talk.reminders.map((text) => `<system-reminder>\n${text}\n</system-reminder>`), talk.prompt];
  const state: State = {
    messages: [{ role: 'user', content: texts.map((text) => ({ type: 'text', text })) }],
    schema: talk.parent === undefined ? session.options['--json-schema'] : undefined,
    turns: 0,
    refusedAnswers: 0,
    isEnforced: false,
  };
  for (;;) {
    const cap = capReached(session, talk, state);
    if (cap !== undefined) return { kind: cap, text: '', turns: state.turns };
    const answer = await nextTurn(session, talk, state);
    const uses = answer.content.filter((block) => block.type === 'tool_use');
    const ending = uses.length === 0 ? restOrEnd(answer, state) : await useAll(session, talk, uses, state);
    if (ending !== undefined) return ending;
  }
}

/** Without a tool use a conversation ends, unless its answer is still owed: then it is asked for, once. */
function restOrEnd({ content }: Answer, state: State): Ending | undefined {
  if (state.schema === undefined || state.isEnforced) {
    const text = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
    return { kind: 'done', text, turns: state.turns };
  }
  state.isEnforced = true;
  state.messages.push({ role: 'user', content: [{ type: 'text', text: ENFORCEMENT }] });
  return undefined;
}

async function useAll(session: Session, talk: Talk, uses: ToolUse[], state: State): Promise<Ending | undefined> {
  const results = await Promise.all(uses.map((use) => resultOf(session, talk, use, state.schema)));
  const told = results.map((result, i) => tellResult(session, talk, uses[i]?.id ?? '', result));
  state.messages.push({ role: 'user', content: told });
  const answers = uses.flatMap((use, i) => (use.name === 'StructuredOutput' ? [{ use, result: results[i] }] : []));
  const taken = answers.find(({ result }) => result?.isError === false);
  if (taken !== undefined) {
    const { input } = taken.use;
    return { kind: 'done', text: JSON.stringify(input), turns: state.turns + 1, answer: input };
  }
  state.refusedAnswers += answers.length;
  return undefined;
}

function capReached(
  { options, costUsd }: Session,
  { parent, maxTurns }: Talk,
  state: State,
): Exclude<Ending['kind'], 'done'> | undefined {
  const most = parent === undefined ? options['--max-turns'] : maxTurns;
  if (most !== undefined && state.turns >= most) return 'max_turns';
  if (costUsd() >= options['--max-budget-usd']) return 'max_budget_usd';
  return state.refusedAnswers >= ANSWER_ATTEMPTS ? 'max_structured_output_retries' : undefined;
}

async function nextTurn(session: Session, talk: Talk, state: State): Promise<Answer> {
  const { system, model, tools, parent } = talk;
  const { messages, schema } = state;
  const offered = [...tools].sort().map((name) => ({ name, input_schema: { type: 'object' } }));
  const form = schema === undefined ? [] : [{ name: 'StructuredOutput', input_schema: schema }];
  const body = { model, max_tokens: MAX_TOKENS, system, messages, tools: [...offered, ...form] };
  const answer = await askModel(session.environment, body, (attempt, error_status) =>
    session.emit({ type: 'system', subtype: 'api_retry', attempt, error_status }),
  );
  session.charge(answer);
  state.turns += 1;
  messages.push({ role: 'assistant', content: answer.content });
  const message = { ...answer, type: 'message', role: 'assistant' };
  for (const block of answer.content) {
    session.emit({
      type: 'assistant',
      message: { ...message, content: [block] },
      parent_tool_use_id: parent?.toolUseId ?? null,
    });
  }
  return answer;
}

function tellResult(session: Session, { parent }: Talk, id: string, { content, isError }: ToolResult) {
  const block = { type: 'tool_result', tool_use_id: id, content, ...(isError ? { is_error: true } : {}) };
  session.emit({
    type: 'user',
    message: { role: 'user', content: [block] },
    parent_tool_use_id: parent?.toolUseId ?? null,
  });
  return block;
}

async function resultOf(session: Session, talk: Talk, use: ToolUse, schema: object | undefined): Promise<ToolResult> {
  if (use.name === 'StructuredOutput' && schema !== undefined) {
    const isFit = ajv.validate(schema, use.input);
    const complaint = `Output does not match required schema: ${ajv.errorsText()}`;
    return { content: isFit ? 'Structured output provided successfully' : complaint, isError: !isFit };
  }
  const checked = await useTool(session, use, { tools: talk.tools, agentType: talk.parent?.agentType });
  return use.name === 'Agent' && !checked.isError ? delegate(session, talk, use) : checked;
}

/** A subagent is a conversation of its own; those of one turn run side by side. */
async function delegate(session: Session, { model, reminders, tools }: Talk, use: ToolUse): Promise<ToolResult> {
  const agentType = String(use.input['subagent_type']);
  const agent = session.options['--agents'][agentType];
  if (agent === undefined) return { content: `Agent type '${agentType}' not found.`, isError: true };
  const ending = await converse(session, {
    system: agent.prompt,
    reminders: reminders.slice(0, 1),
    prompt: String(use.input['prompt']),
    model: agent.model ?? model,
    tools: (agent.tools ?? tools).filter((name) => name !== 'Agent'),
    parent: { toolUseId: use.id, agentType },
    maxTurns: agent.maxTurns,
  });
  return { content: ending.text, isError: ending.kind !== 'done' };
}
