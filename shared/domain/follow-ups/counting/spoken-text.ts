import { type Line, splitAtCommand } from '../follow-up-command.ts';

/** What somebody says in a comment, without what is not their own words. */
export interface SpokenText {
  /** Paragraphs of prose, without quotes, code, HTML, links' addresses and pictures. */
  paragraphs: string[];
  /** A block that proposes other code: feedback without a word. */
  hasSuggestion: boolean;
}

/** Begins the line above an e-mail that is answered. */
const EMAIL_HEAD = /^(?:On|Am|Le|El|Em|Il)\b.{0,200}(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto)\s*:$/i;
const QUOTE = /^\s{0,3}>/;

/** Reads the words of a comment up to its `/ai-implement`, whose text is an instruction. */
export function spokenText(body: string): SpokenText {
  const { before } = splitAtCommand(body);
  const own = before.filter(({ prose }) => !QUOTE.test(prose) && !EMAIL_HEAD.test(prose.trim()));
  const hasSuggestion = own.some(({ opens }) => opens !== undefined && /^suggestion\b/i.test(opens));
  return {
    paragraphs: paragraphsOf(own)
      .map(withoutMarkup)
      .filter((text) => text !== ''),
    hasSuggestion,
  };
}

/** Paragraphs; each item of a list is one of its own. */
function paragraphsOf(lines: readonly Line[]): string[] {
  const paragraphs: string[][] = [[]];
  for (const { prose } of lines) {
    if (prose.trim() === '' || /^\s*(?:[-*+]|\d{1,3}[.)])\s/.test(prose)) paragraphs.push([]);
    paragraphs.at(-1)?.push(prose);
  }
  return paragraphs.map((paragraph) => paragraph.join('\n'));
}

function withoutMarkup(text: string): string {
  return text
    .replace(/`[^`\n]*`/g, ' ')
    .replace(/!\[[^\]\n]*\]\([^)\n]*\)/g, ' ')
    .replace(/\[([^\]\n]*)\]\([^)\n]*\)/g, ' $1 ')
    .replace(/<\/?[a-z][^<>\n]*>/gi, ' ')
    .replace(/\bhttps?:\/\/\S+/gi, ' ')
    .replace(/:[a-z0-9_+-]+:/gi, (code) => (code === ':+1:' ? ' 👍 ' : ' '))
    .replace(/^\s*(?:[-*+]|\d{1,3}[.)]|#{1,6})\s+(?:\[[ x]\]\s)?/gim, '')
    .replace(/[*_~]{1,3}/g, '')
    .trim();
}
