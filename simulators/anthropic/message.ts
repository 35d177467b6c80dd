import { randomBytes } from 'node:crypto';
import { ANSWER_TOOL } from './conversation.ts';
import type { ModelRequest } from './message-request.ts';
import type { ModelTurn } from './model-turn.ts';

type ContentBlock =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> };

/** The model's answer as the Messages API gives it whole. */
export interface AnsweredMessage {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: ContentBlock[];
  stop_reason: 'end_turn' | 'tool_use' | NonNullable<ModelTurn['stopReason']>;
  stop_sequence: null;
  usage: Usage;
}

interface Usage {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
}

/** One event of a streamed answer. Source: https://docs.claude.com/en/docs/build-with-claude/streaming */
export type StreamEvent = { type: string } & Record<string, unknown>;

const identifier = (prefix: string) => `${prefix}_01${randomBytes(11).toString('hex')}`;
const CHARACTERS_PER_TOKEN = 4;
/** More would make Claude Code compact a conversation that a script never runs out of. */
const MOST_INPUT_TOKENS = 50_000;

export function messageOf(request: ModelRequest, turn: ModelTurn): AnsweredMessage {
  const content = contentOf(turn);
  const count = (value: unknown) => Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
  return {
    id: identifier('msg'),
    type: 'message',
    role: 'assistant',
    model: request.model,
    content,
    stop_reason: turn.stopReason ?? (content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: {
      input_tokens: Math.min(count(request.messages), MOST_INPUT_TOKENS),
      output_tokens: count(content),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  };
}

function contentOf(turn: ModelTurn): ContentBlock[] {
  const use = (name: string, input: Record<string, unknown>): ContentBlock => ({
    type: 'tool_use',
    id: identifier('toolu'),
    name,
    input,
  });
  const calls = (turn.calls ?? []).map(({ tool, input }) => use(tool, input));
  const answer = turn.answer === undefined ? [] : [use(ANSWER_TOOL, turn.answer as Record<string, unknown>)];
  const blocks = [...calls, ...answer];
  const text = turn.text ?? (blocks.length === 0 ? 'Done.' : '');
  return text === '' ? blocks : [{ type: 'text', text }, ...blocks];
}

/** The same answer as the events of a stream. */
export function streamEvents(message: AnsweredMessage): StreamEvent[] {
  const { content, stop_reason, stop_sequence, usage } = message;
  return [
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    },
    ...content.flatMap((block, index): StreamEvent[] => [
      { type: 'content_block_start', index, content_block: emptied(block) },
      { type: 'content_block_delta', index, delta: deltaOf(block) },
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage: { output_tokens: usage.output_tokens } },
    { type: 'message_stop' },
  ];
}

function emptied(block: ContentBlock): ContentBlock {
  return block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
}

function deltaOf(block: ContentBlock) {
  return block.type === 'text'
    ? { type: 'text_delta', text: block.text }
    : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
}
