import { unbroken } from './unseen-break.ts';

/** Most characters of a plan that a run is given: some 15,000 tokens. */
export const PLANNING_CONTEXT_LIMIT = 60_000;

const CUT_NOTE = '\n\n[Cut here: the plan was too long.]';
const LEFT_OUT = '[A block addressed to tools was left out.]';

const MOST_ROUNDS = 10;

/** Info strings of fences that speak to a model or its tools and are no example of code. */
const TOOL_FENCE = /^(?:tool|function|system|assistant|user|human|prompt|instruction|claude|anthropic|mcp|invoke)/i;
const TOOL_TAG = /<\/?(?:antml:)?(?:tool|function|invoke|parameter|system|assistant|human)[a-z_-]*(?:\s[^<>]*)?\/?>/gi;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/;

/**
 * Sections of a plan as one text for a prompt: without HTML comments (people do not see them), without fenced blocks
 * and tags that speak to tools, and of bounded length. Doing it twice changes nothing.
 */
export function planningContext(bodies: readonly string[]): string {
  const text = settled(unbroken(bodies.join('\n\n')));
  const tidy = text
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
  return tidy.length <= PLANNING_CONTEXT_LIMIT ? tidy : beginning(tidy, PLANNING_CONTEXT_LIMIT - CUT_NOTE.length);
}

/** Again until nothing changes, since what is taken out may bare what it hid; a text that goes on so loses its marks. */
function settled(text: string): string {
  let before = text;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const after = withoutToolFences(withoutTags(before));
    if (after === before) return after;
    before = after;
  }
  return before.replaceAll(/[<`~]/g, '');
}

function withoutTags(text: string): string {
  return text.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').replaceAll(TOOL_TAG, '');
}

interface Fence {
  mark: string;
  isKept: boolean;
}

function withoutToolFences(text: string): string {
  let inside: Fence | undefined;
  const lines = text.split(/\r\n?|\n/).map((line) => {
    const before = inside;
    inside = fenceAfter(line, before);
    if ((before ?? inside)?.isKept !== false) return line;
    return before === undefined ? LEFT_OUT : undefined;
  });
  return lines.filter((line) => line !== undefined).join('\n');
}

/** The fence that is open after this line, as CommonMark reads them. */
function fenceAfter(line: string, before: Fence | undefined): Fence | undefined {
  const [, mark = '', info = ''] = FENCE.exec(line) ?? [];
  if (before !== undefined) return mark.startsWith(before.mark) && info.trim() === '' ? undefined : before;
  return mark === '' ? undefined : { mark, isKept: !TOOL_FENCE.test(info.replace(/^[\s{.]+/, '')) };
}

/** Cut between two characters. */
function beginning(text: string, length: number): string {
  const isHalf = (text.codePointAt(length - 1) ?? 0) > 0xffff;
  const kept = text.slice(0, isHalf ? length - 1 : length);
  return kept.trimEnd() + CUT_NOTE;
}
