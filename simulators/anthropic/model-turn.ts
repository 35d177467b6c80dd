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
  /** Why the model stops before it is done; https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
  stopReason?: 'refusal' | 'max_tokens' | 'model_context_window_exceeded';
  /** Real milliseconds before the answer begins. Default 0. */
  thinkMs?: number;
}

/**
 * `silence`: no answer ever comes; `no such model`: the vendor's 404; `rateLimited`: the vendor's 429, with the seconds of its `retry-after`, and, as a subscription has
 * it, with the seconds of the epoch at which its limit of five hours is lifted.
 */
export type Reaction =
  | ModelTurn
  | 'silence'
  | 'no such model'
  | { rateLimited: { retryAfterSeconds: number; resetsAt?: number } };

/** A model that is played: a pure function from the conversation so far to what comes next. */
export type ScriptedAgent = (conversation: Conversation) => Reaction;
