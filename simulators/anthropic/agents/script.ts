import { join } from 'node:path';
import type { CallSeen, Conversation } from '../conversation.ts';
import type { ModelTurn, Reaction, ScriptedAgent, ToolCall } from '../model-turn.ts';
import { structuredAnswer } from './structured-answer.ts';

/** One turn of a script; a function where it depends on what was seen. */
export type Step = ModelTurn | ((conversation: Conversation) => Reaction);

/** Plays the steps in order, one a turn, and then ends with what `known` says, as text or in the form asked for. */
export function steps(list: Step[], known: (conversation: Conversation) => Known): ScriptedAgent {
  return (conversation) => {
    const step = list[conversation.turns];
    if (step === undefined) return lastWords(conversation, known(conversation));
    return typeof step === 'function' ? step(conversation) : step;
  };
}

/** Values of a structured answer by property name; `summary` also is the text where no form is asked for. */
export type Known = Record<string, unknown> & { summary: string };

export function lastWords(conversation: Conversation, known: Known): ModelTurn {
  const answer = structuredAnswer(conversation, known);
  return answer === undefined ? { text: known.summary } : { text: known.summary, answer };
}

/** One script for each pass; a pass without one only says that it has nothing to say. */
export function byPass(scripts: Record<string, ScriptedAgent>): ScriptedAgent {
  return (conversation) =>
    (scripts[conversation.pass] ?? steps([], () => ({ summary: 'I have nothing to say here.' })))(conversation);
}

const pathIn = ({ folder }: Pick<Conversation, 'folder'>, path: string) => join(folder, path);

export function read(conversation: Conversation, path: string): ToolCall {
  return { tool: 'Read', input: { file_path: pathIn(conversation, path) } };
}

export function write(conversation: Conversation, path: string, content: string): ToolCall {
  return { tool: 'Write', input: { file_path: pathIn(conversation, path), content } };
}

export function edit(conversation: Conversation, path: string, from: string, to: string): ToolCall {
  const file = pathIn(conversation, path);
  return { tool: 'Edit', input: { file_path: file, old_string: from, new_string: to } };
}

export function bash(command: string): ToolCall {
  return { tool: 'Bash', input: { command, description: 'Runs a command' } };
}

/** The lines of a file that was read in this conversation, without their numbers; undefined where it could not be. */
export function linesRead(conversation: Conversation, path: string): string[] | undefined {
  const file = pathIn(conversation, path);
  const isOfFile = (call: CallSeen) => call.tool === 'Read' && call.input['file_path'] === file && !call.isError;
  const call = conversation.calls.findLast(isOfFile);
  if (call === undefined) return undefined;
  return call.result.split('\n').flatMap((line) => /^\s*\d+[\t→](.*)$/.exec(line)?.[1] ?? []);
}
