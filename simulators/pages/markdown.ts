import { escapeHtml } from '../loopback/escape-html.ts';

/**
 * Renders the Markdown that people and runners write as HTML. Only what is written here becomes markup: HTML in the text is
 * shown as text, and comments are left out.
 */
export function renderMarkdown(text: string): string {
  const lines = text.replace(/<!--[\s\S]*?-->/g, '').split(/\r?\n/);
  const blocks: string[] = [];
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line.trim() !== '') blocks.push(block(line, lines));
  }
  return blocks.join('\n');
}

const FENCE = /^\s*(`{3,}|~{3,})/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+(.*)$/;
const QUOTE = /^>\s?/;
const RULE = /^-{3,}\s*$/;

/** One block that begins with this line; takes the lines that belong to it from the rest. */
function block(line: string, rest: string[]): string {
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) {
    const code = takeWhile(rest, (one) => !one.trimStart().startsWith(fence));
    rest.shift();
    return `<pre>${escapeHtml(code.join('\n'))}</pre>`;
  }
  const [, marks, title = ''] = HEADING.exec(line) ?? [];
  if (marks !== undefined) return `<h${marks.length}>${inline(title)}</h${marks.length}>`;
  if (RULE.test(line)) return '<hr>';
  if (QUOTE.test(line)) {
    const quoted = [line, ...takeWhile(rest, (one) => QUOTE.test(one))];
    return `<blockquote>${renderMarkdown(quoted.map((one) => one.replace(QUOTE, '')).join('\n'))}</blockquote>`;
  }
  if (ITEM.test(line)) return list([line, ...takeWhile(rest, (one) => ITEM.test(one) || /^\s+\S/.test(one))]);
  const paragraph = [line, ...takeWhile(rest, isPlain)];
  return `<p>${paragraph.map(inline).join('<br>')}</p>`;
}

function isPlain(line: string): boolean {
  return line.trim() !== '' && ![FENCE, HEADING, ITEM, QUOTE].some((start) => start.test(line));
}

function takeWhile(lines: string[], belongs: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !belongs(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

/** Items one below the other; a line that is no item goes on with the one before. */
function list(lines: string[]): string {
  const items: string[] = [];
  for (const line of lines) {
    const text = ITEM.exec(line)?.[1];
    if (text === undefined) items.push(`${items.pop() ?? ''}<br>${inline(line.trim())}`);
    else items.push(inline(text.replace(/^\[ \]/, '☐').replace(/^\[x\]/i, '☑')));
  }
  return `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => (/^`.+`$/.test(part) ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : words(part)))
    .join('');
}

function words(text: string): string {
  return text
    .split(/(\[[^\]]+\]\(https?:\/\/[^\s)]+\)|https?:\/\/[^\s<>()*]*[^\s<>()*.,:;!?'"])/)
    .map((part, index) => (index % 2 === 0 ? emphasis(part) : linkOf(part)))
    .join('');
}

function linkOf(text: string): string {
  const [, words = text, address = text] = /^\[(.+)\]\((.+)\)$/.exec(text) ?? [];
  return `<a href="${escapeHtml(address)}" rel="nofollow noreferrer">${words === text ? escapeHtml(words) : emphasis(words)}</a>`;
}

function emphasis(text: string): string {
  return escapeHtml(text)
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(?<![*\w])\*([^*\s][^*]*)\*(?![*\w])/g, '<em>$1</em>');
}
