/** A piece of text within a block. */
export type Span =
  | { kind: 'text' | 'strong' | 'em' | 'code'; text: string }
  | { kind: 'link'; text: string; href: string };

/** One of a list: how deep it stands in it, and its number where it has one. */
interface Item {
  depth: number;
  mark?: string;
  spans: Span[];
}

export type Block =
  | { kind: 'heading'; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'list'; items: Item[] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' };

const COMMENT = /<!--.*?-->/gs;
const FENCE = /^(`{3,}|~{3,})/;
const HEADING = /^#{1,6}\s+(.*)$/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})\s*$/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9}[.)]))\s+(.*)$/;
const ROW = /^\s*\|.*\|\s*$/;
const BELOW_HEAD = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/;
const MOST_DEPTH = 3;
const SPAN =
  /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(?<![\w*])([*_])(?=\S)([^*_]+)(?<=\S)\5(?![\w*])/g;

/**
 * Reads the part of Markdown that our reports use: headings, paragraphs, lists with what is below their items, tables, rules, code, strong and emphasised text, and links to web
 * pages.
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
  if (ITEM.test(line)) return { kind: 'list', items: takeItems(lines, line) };
  if (ROW.test(line) && BELOW_HEAD.test(lines[0] ?? '')) return takeTable(lines, line);
  const rest = takeWhile(lines, isPlain);
  return { kind: 'paragraph', spans: spansOf([line, ...rest].join(' ')) };
}

function takeCode(lines: string[], fence: string): string {
  const code = takeWhile(lines, (line) => !line.startsWith(fence));
  lines.shift();
  return code.join('\n');
}

/** A line that begins no item goes on with the last one. */
function takeItems(lines: string[], first: string): Item[] {
  const texts = [first];
  for (const line of takeWhile(lines, (next) => ITEM.test(next) || isPlain(next))) {
    if (ITEM.test(line)) texts.push(line);
    else texts.push(`${texts.pop()} ${line.trim()}`);
  }
  return texts.map(itemOf);
}

/** Two blanks, or as many as a number takes, lead one deeper. */
function itemOf(text: string): Item {
  const [, indent = '', mark, content = ''] = ITEM.exec(text) ?? [];
  const depth = Math.min(MOST_DEPTH, Math.floor(indent.replaceAll('\t', '    ').length / 2));
  return { depth, ...(mark !== undefined && { mark }), spans: spansOf(content) };
}

function takeTable(lines: string[], head: string): Block {
  lines.shift();
  const rows = takeWhile(lines, (line) => ROW.test(line));
  return { kind: 'table', head: cellsOf(head), rows: rows.map(cellsOf) };
}

function cellsOf(row: string): Span[][] {
  const cells = row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/);
  return cells.map((cell) => spansOf(cell.trim().replaceAll('\\|', '|')));
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

function spanOf([, code, strong, label = '', href = '', , em]: RegExpExecArray): Span {
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: strong };
  if (em !== undefined) return { kind: 'em', text: em };
  return { kind: 'link', text: label, href };
}
