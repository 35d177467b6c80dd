import { type Redact, shortened } from '../process/redact.ts';

/** Breaks a word for machines, and is not seen by people. */
const BREAK = '\u200b';
/** Words with which GitHub and Linear close tickets, before anything that names one. */
const CLOSING =
  /\b(clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|complet(?:e[sd]?|ing)|implement(?:s|ed|ing)?)(?=:?\s+(?:\[?#\d|[A-Za-z][A-Za-z0-9]*-\d|https?:\/\/|[\w.-]+\/[\w.-]+#\d))/gi;

/**
 * A text of the model or of a reviewer as we may post it under our name: it pings nobody, closes no ticket, hides nothing behind
 * comments or tags, forges no marker of ours, leaves no code fence open, and is bounded.
 */
export function presentable(text: string, options: { redact: Redact; length: number }): string {
  const plain = options
    .redact(text)
    .replaceAll('\r\n', '\n')
    // Invisible characters that reorder or hide text.
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      /[\n\t]/.test(character) ? character : '',
    )
    .replace(/<(?=[A-Za-z/!?])/g, `<${BREAK}`)
    .replace(/@(?=[A-Za-z0-9])/g, `@${BREAK}`)
    .replace(CLOSING, (word) => `${word.slice(0, 1)}${BREAK}${word.slice(1)}`);
  return withClosedFence(shortened(plain.trim(), options.length));
}

/** The same for a line: line breaks become spaces, and nothing begins a list, heading or quote. */
export function presentableLine(text: string, options: { redact: Redact; length: number }): string {
  return presentable(text.replace(/\s+/g, ' ').replace(/^ ?[`~]{3,}\w*/, ''), options).replace(
    /^(?:[#>\s]+|[-+*] |\d+[.)] )+/,
    '',
  );
}

function withClosedFence(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, fence, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence === undefined) continue;
    if (open === undefined) open = fence;
    else if (fence[0] === open[0] && fence.length >= open.length && rest.trim() === '') open = undefined;
  }
  return open === undefined ? text : `${text}\n${open}`;
}

/** Output of a program as a code block that it cannot leave. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}
