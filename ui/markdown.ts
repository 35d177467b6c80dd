/** A piece of text within a block. */
export type Span = { kind: 'text' | 'strong' | 'code'; text: string } | { kind: 'link'; text: string; href: string };

export type Block =
  | { kind: 'heading'; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'list'; items: Span[][] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' };

const COMMENT = /<!--.*?-->/gs;
const FENCE = /^(`{3,}|~{3,})/;
const HEADING = /^#{1,6}\s+(.*)$/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})\s*$/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+(.*)$/;
const SPAN = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

/**
 * Reads the part of Markdown that our reports use: headings, paragraphs, flat lists, rules, code, strong text and links to web pages.
 * Everything else, HTML above all, stays the text that it is.
 */
export function parseMarkdown(markdown: string): Block[] {
  const lines = markdown.replace(COMMENT, '').split(/\r?\n/);
  const blocks: Block[] = [];
  while (lines.length > 0) {
    const block = take(lines);
    if (block !== undefined) blocks.push(block);
  }
  return blocks;
}

/** Takes the next block off the lines; a blank line is none. */
function take(lines: string[]): Block | undefined {
  const line = lines.shift() ?? '';
  if (line.trim() === '') return undefined;
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return { kind: 'code', text: takeCode(lines, fence) };
  if (RULE.test(line)) return { kind: 'rule' };
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return { kind: 'heading', spans: spansOf(heading) };
  const item = ITEM.exec(line)?.[1];
  if (item !== undefined) return { kind: 'list', items: takeItems(lines, item).map(spansOf) };
  const rest = takeWhile(lines, isPlain);
  return { kind: 'paragraph', spans: spansOf([line, ...rest].join(' ')) };
}

function takeCode(lines: string[], fence: string): string {
  const code = takeWhile(lines, (line) => !line.startsWith(fence));
  lines.shift();
  return code.join('\n');
}

/** A line that begins no item goes on with the last one. */
function takeItems(lines: string[], first: string): string[] {
  const items = [first];
  for (const line of takeWhile(lines, (next) => ITEM.test(next) || isPlain(next))) {
    const item = ITEM.exec(line)?.[1];
    if (item === undefined) items.push(`${items.pop()} ${line.trim()}`);
    else items.push(item);
  }
  return items;
}

function isPlain(line: string): boolean {
  return line.trim() !== '' && ![FENCE, HEADING, ITEM].some((start) => start.test(line));
}

function takeWhile(lines: string[], isWanted: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !isWanted(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const found of text.matchAll(SPAN)) {
    if (found.index > from) spans.push({ kind: 'text', text: text.slice(from, found.index) });
    spans.push(spanOf(found));
    from = found.index + found[0].length;
  }
  return from < text.length ? [...spans, { kind: 'text', text: text.slice(from) }] : spans;
}

function spanOf([, code, strong, label = '', href = '']: RegExpExecArray): Span {
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: strong };
  return { kind: 'link', text: label, href };
}
