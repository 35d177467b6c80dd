import { shortened } from './shortened.ts';
import { BREAK, UNSEEN } from './unseen-break.ts';

// The one place through which text of a model, a repository or a stranger goes before it stands under our name: on trackers, on GitHub,
// in commits and in logs. Nothing is judged here: what a machine would act on is broken by a character that people do not see.

/** `form` matches up to where the break stands. */
type Break = RegExp;

/** What Markdown would make of it: tags, entities, links and pictures of any style, addresses that are not of the web. */
const MARKUP: readonly Break[] = [
  /<(?=[A-Za-z/!?])/g,
  // GitHub looks for mentions in what entities became.
  /&(?=(?:#\w{1,8}|[A-Za-z]\w{1,40});)/g,
  // `[a](b)`, `![a](b)`, and the definitions without which `[a][b]`, `![a][b]` and `[b]` lead nowhere.
  /\](?=[(:])/g,
  /(?<!(?<![a-z0-9+.-])https?)(?=:\/\/)/gi,
  /\b(?:javascript|vbscript|data|mailto|xmpp|file|blob|tel|sms)(?=:\S)/gi,
  // Code of which GitHub and Linear draw something, with links and pictures of its own: it stays code.
  /[`~]{3,}(?=[ \t]*(?:mermaid|geojson|topojson|stl|math)\b)/gi,
];

/** What stands between a closing word and what it closes. */
const BETWEEN = '[\\s:;,.|*_~`"\'<>(\\[\\\\\u200b-]+';
const CLOSED = '(?:#\\d|[A-Za-z][A-Za-z0-9]*-\\d|https?:\\/\\/|[\\w.-]+\\/[\\w.-]+#\\d)';
/** The words with which GitHub and Linear close tickets, up to their second letter. */
const CLOSING = new RegExp(
  `\\b(?:c(?=los(?:e[sd]?|ing)\\b)|f(?=ix(?:e[sd]|ing)?\\b)|r(?=esolv(?:e[sd]?|ing)\\b)|c(?=omplet(?:e[sd]?|ing)\\b)|i(?=mplement(?:s|ed|ing)?\\b))(?=[a-z]+${BETWEEN}${CLOSED})`,
  'gi',
);

/** What bots take for a command to them: a slash at the beginning of a line, as in `/merge`. */
const COMMAND = /^[^\S\n]{0,3}\/(?=[a-z])/gim;
/** Jira's commands in the message of a commit, as in `ENG-1 #close`. */
const SMART_COMMIT = /(?<![\w&])#(?=[a-z])/gi;

/** The same after the key of a ticket, wherever the message may come from: a pull request's text becomes one where it is squashed. */
const SMART_LINE = /(?<=\b[a-z][a-z0-9_]{1,20}-\d{1,10}\b[^\n]{0,300})#(?=[a-z])/gi;

/** Words that machines obey wherever they read them: mentions, closed tickets, commits that are to have no checks. */
const WORDS: readonly Break[] = [
  /@(?=[A-Za-z0-9])/g,
  /https?:\/\/linear\.app\/[^\s/]{1,60}\/(?=profiles\/)/gi,
  CLOSING,
  /\[(?=\s*(?:(?:skip|no)[\s_-]{1,3}[a-z-]{1,20}|[a-z-]{1,20}[\s_-]{1,3}skip)\s*\])/gi,
  /\bskip(?=[-_ ]?checks?\s*:)/gi,
  /(?<!\w)no(?=_ci\b)/gi,
];

/** `[words](address)` with an optional title, as most people write it. */
const LINK = /(!?)\[([^[\]\n]{0,300})\]\(\s*<?(https?:\/\/[^\s<>()]{1,1000})>?(?:\s+"[^"\n]{0,200}")?\s*\)/gi;

export interface Presenting {
  /** Takes out what must not be shown. @default nothing */
  redact?: (text: string) => string;
  /** Most characters. */
  length: number;
}

/**
 * Markdown of others as we may post it: it pings nobody, closes no ticket, stops no check, loads no picture, shows where its links
 * lead, hides nothing behind comments or tags, forges no marker of ours, leaves no code fence open, and is bounded.
 */
export function presentable(text: string, options: Presenting): string {
  return withClosedFence(bounded(text, options));
}

function bounded(text: string, { redact = (seen) => seen, length }: Presenting): string {
  // What was hidden inside of a secret is gone before secrets are looked for.
  const plain = redact(seenIn(text)).replace(LINK, linkInWords);
  return shortened(broken(plain, [...MARKUP, ...WORDS, COMMAND, SMART_LINE]).trim(), length);
}

/** The same for a line: line breaks become spaces, and nothing begins a list, heading, quote or block of code. */
export function presentableLine(text: string, options: Presenting): string {
  return bounded(text.replace(/\s+/g, ' '), options).replace(/^(?:[#>\s\u200b]+|[-+*] |\d+[.)] |[`~]{3,}\w*)+/, '');
}

/** The same for a title or the first line of a commit, where nothing is Markdown. */
export function presentableTitle(text: string, { redact = (seen) => seen, length }: Presenting): string {
  const line = redact(seenIn(text.replace(/[\s\p{Cc}]+/gu, ' ')).trim());
  return shortened(broken(line, [...WORDS, COMMAND, SMART_COMMIT]), length);
}

/** A path, or words about one, to stand in backticks: it cannot leave them, and cannot pretend to be anything else. */
export function presentablePath(path: string): string {
  const visible = path.replace(UNSEEN, '?').replace(/[^\p{L}\p{N}\p{P}\p{S} ]|`/gu, '?');
  return broken(shortened(visible, 200), WORDS);
}

/** The end of a program's output as a code block that it cannot leave. */
export function codeBlock(text: string, { redact = (seen) => seen, length }: Presenting): string {
  const plain = broken(redact(seenIn(text)).slice(-length), WORDS);
  const longest = Math.max(2, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${plain.trimEnd()}\n${fence}`;
}

/** Text for the log of a job, in which `##[…]` and `::…::` are commands to Actions. */
export function loggable(text: string): string {
  return seenIn(text.replace(/\r\n?/g, '\n'))
    .replaceAll('##[', '## [')
    .replace(/^[^\S\n]*(?=::)/gm, '  | ')
    .replace(/::(?=[\w-]+(?:\s[^\n]*?)?::)/g, ': :');
}

function seenIn(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : ''));
}

function linkInWords(_: string, bang: string, words: string, address: string): string {
  const shown = words.trim();
  if (bang !== '') return `picture${shown === '' ? '' : ` "${shown}"`} (${address})`;
  return shown === '' || shown === address ? address : `${shown} (${address})`;
}

function broken(text: string, breaks: readonly Break[]): string {
  return breaks.reduce((rest, form) => rest.replace(form, `$&${BREAK}`), text);
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
