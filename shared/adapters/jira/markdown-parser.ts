import MarkdownIt, { type StateBlock, type StateInline, type Token } from 'markdown-it';

export type ParseMarkdown = (markdown: string) => Token[];

/** Deeper blocks would be left out. */
const MAX_NESTING = 100;
/** Others mean nothing outside of where the text came from: `[guide](docs/a.md)`, and `[WIP](really)`, stay as they are. */
const FOLLOWABLE = /^(?:https?:\/\/|mailto:)/i;

/**
 * A parser of GitHub's Markdown that loses no word. Tags are text, comments of HTML are nothing. There are no definitions of
 * references: `[WIP]: login` and most footnotes look like one, and would not be seen.
 */
export function markdownParser(): ParseMarkdown {
  const parser = new MarkdownIt({ html: false, linkify: true, maxNesting: MAX_NESTING });
  parser.disable('reference');
  parser.validateLink = (url) => FOLLOWABLE.test(url);
  parser.normalizeLinkText = (url) => url;
  // Names of files are no addresses: `README.md`.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.inline.ruler.before('autolink', 'comment', inlineComment);
  parser.block.ruler.before('fence', 'comment', blockComment, { alt: ['paragraph', 'blockquote', 'list'] });
  const [table] = parser.block.ruler.getRules('');
  if (table !== undefined) parser.block.ruler.at('table', withLateCells(table), { alt: ['paragraph'] });
  return (markdown) => {
    const tokens = parser.parse(markdown, {});
    if (tokens.some(({ level }) => level >= MAX_NESTING - 1)) throw new Error('blocks are nested too deep');
    return tokens;
  };
}

const COMMENT = '<!--';
const COMMENT_END = '-->';
/** Where the parser's environment keeps the text that has no further end of a comment. */
const OPEN = Symbol('open comment');

function inlineComment(state: StateInline): boolean {
  if (!state.src.startsWith(COMMENT, state.pos)) return false;
  const end = endBehind(state, state.pos + COMMENT.length);
  if (end === -1) return false;
  state.pos = end + COMMENT_END.length;
  return true;
}

/** -1 where there is none; a text is looked through for that once. */
function endBehind({ src, env }: StateInline | StateBlock, from: number): number {
  if (env[OPEN] === src) return -1;
  const found = src.indexOf(COMMENT_END, from);
  if (found === -1) env[OPEN] = src;
  return found;
}

/** One that begins a line; it may hold empty lines. What stands behind its end is a paragraph. */
function blockComment(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  const end = commentEnd(state, startLine, endLine);
  if (end === undefined) return false;
  let line = startLine;
  while (line < endLine - 1 && (state.eMarks[line] ?? 0) < end) line += 1;
  const rest = state.src.slice(end, state.eMarks[line]).trim();
  // On one line it is part of a paragraph, which may go on.
  if (line === startLine && rest !== '') return false;
  if (isSilent) return true;
  state.line = line + 1;
  if (rest !== '') pushParagraph(state, rest);
  return true;
}

/** Where the comment ends that begins the line; undefined when there is none, or it is still open where its block ends. */
function commentEnd(state: StateBlock, startLine: number, endLine: number): number | undefined {
  const isCode = (state.sCount[startLine] ?? 0) - state.blkIndent >= 4;
  const start = lineStart(state, startLine);
  if (isCode || !state.src.startsWith(COMMENT, start)) return undefined;
  const found = endBehind(state, start + COMMENT.length);
  return found === -1 || found > (state.eMarks[endLine - 1] ?? 0) ? undefined : found + COMMENT_END.length;
}

function pushParagraph(state: StateBlock, content: string): void {
  state.push('paragraph_open', 'p', 1);
  const inline = state.push('inline', '', 0);
  inline.content = content;
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
}

type BlockRule = (state: StateBlock, startLine: number, endLine: number, isSilent: boolean) => boolean;

/** The rule of tables, which leaves out the cells of a row that the head has no column for: they go to the row's last cell. */
function withLateCells(table: BlockRule): BlockRule {
  return (state, startLine, endLine, isSilent) => {
    const before = state.tokens.length;
    const isTable = table(state, startLine, endLine, isSilent);
    if (isTable) addLateCells(state, state.tokens.slice(before));
    return isTable;
  };
}

function addLateCells(state: StateBlock, tokens: readonly Token[]): void {
  let row = 0;
  let cells: Token[] = [];
  for (const token of tokens) {
    if (token.type === 'tr_open') [row, cells] = [token.map?.[0] ?? row, []];
    if (token.type === 'inline') cells.push(token);
    if (token.type === 'tr_close') addLateCellsOf(state, row, cells);
  }
}

function addLateCellsOf(state: StateBlock, row: number, cells: readonly Token[]): void {
  const line = state.src.slice(lineStart(state, row), state.eMarks[row]).trim();
  const written = line.replace(/^\|/, '').split(/(?<!\\)\|/);
  const late = written.slice(cells.length).filter((cell) => cell.trim() !== '');
  const last = cells.at(-1);
  if (last !== undefined) last.content = [last.content, ...late.map((cell) => cell.trim())].join(' | ');
}

function lineStart(state: StateBlock, line: number): number {
  return (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
}
