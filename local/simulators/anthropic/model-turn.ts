import type { Conversation } from './conversation.ts';

/** One use of a tool that the model asks for. */
export interface ToolCall {
  tool: string;
  input: Record<string, unknown>;
}

/** What the model says next. */
export interface ModelTurn {
  text?: string;
  calls?: ToolCall[];
  /** The structured answer that `--json-schema` asks for; ends the pass. */
  answer?: unknown;
  /** Real milliseconds before the answer begins. Default 0. */
  thinkMs?: number;
}

/** `silence`: no answer ever comes; `rate_limited`: the vendor's 429, with the seconds of its `retry-after`. */
export type Reaction = ModelTurn | 'silence' | { rateLimited: { retryAfterSeconds: number } };

/** A model that is played: a pure function from the conversation so far to what comes next. */
export type ScriptedAgent = (conversation: Conversation) => Reaction;
