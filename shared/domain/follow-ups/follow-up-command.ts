/** What a person asks for with a comment on a pull request. */
export interface FollowUpCommand {
  /** What was written after the command; empty where that is nothing. Untrusted text. */
  instruction: string;
}

/** Characters of an instruction that a run is given; GitHub's comments have up to 65,536. */
export const INSTRUCTION_LIMIT = 4000;

const COMMAND = /^ {0,3}\/ai-implement(?=\s|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/**
 * The command `/ai-implement` in a comment's Markdown: at the start of a line, and not in a quote, in code or in an HTML comment. What
 * follows it, to the end of the comment, is the instruction. Undefined where there is none.
 */
export function commandIn(body: string): FollowUpCommand | undefined {
  const { command } = splitAtCommand(body);
  return command.length === 0 ? undefined : { instruction: instructionFrom(command) };
}

/** The lines of a comment, and those from its command on, if it has one. */
export function splitAtCommand(body: string): { before: Line[]; command: Line[] } {
  const lines = proseLines(body.replaceAll('\r\n', '\n').split('\n'));
  const index = lines.findIndex(({ prose }, at) => COMMAND.test(prose) && !isQuotedBefore(lines[at - 1]?.prose ?? ''));
  const at = index === -1 ? lines.length : index;
  return { before: lines.slice(0, at), command: lines.slice(at) };
}

/** One line of a comment's Markdown. */
export interface Line {
  text: string;
  /** The line without HTML comments; empty where it is code. */
  prose: string;
  /** Of a line that opens a block of code: what is said of it there, such as its language. */
  opens?: string | undefined;
}

/** What is open at the end of a line: a fence with its mark, an HTML comment, or neither. */
type Open = { fence: string } | 'comment' | undefined;

function proseLines(texts: readonly string[]): Line[] {
  let open: Open;
  return texts.map((text) => {
    const read = readLine(text, open);
    open = read.open;
    return { text, prose: read.prose, ...(read.opens !== undefined && { opens: read.opens }) };
  });
}

function readLine(text: string, open: Open): { prose: string; open: Open; opens?: string } {
  const [, mark = '', rest = ''] = FENCE.exec(text) ?? [];
  if (typeof open === 'object') {
    const isClosed = mark.startsWith(open.fence) && rest.trim() === '';
    return { prose: '', open: isClosed ? undefined : open };
  }
  const isOpening = open === undefined && mark !== '' && !(mark.startsWith('`') && rest.includes('`'));
  if (!isOpening) return withoutHtmlComments(text, open);
  return { prose: '', open: { fence: mark }, opens: rest.trim() };
}

/** A comment that is never closed runs to the end of the text. */
function withoutHtmlComments(text: string, open: 'comment' | undefined): { prose: string; open: Open } {
  let prose = '';
  let left = open === 'comment' ? afterEnd(text) : text;
  while (left !== undefined) {
    const start = left.indexOf('<!--');
    if (start === -1) return { prose: prose + left, open: undefined };
    prose += left.slice(0, start);
    left = afterEnd(left.slice(start + '<!--'.length));
  }
  return { prose, open: 'comment' };
}

function afterEnd(text: string): string | undefined {
  const end = text.indexOf('-->');
  return end === -1 ? undefined : text.slice(end + '-->'.length);
}

/** A line without `>` right after one of a quote belongs to the quote's paragraph. */
function isQuotedBefore(before: string): boolean {
  return /^ {0,3}>\s*\S/.test(before);
}

function instructionFrom([first, ...others]: readonly Line[]): string {
  const rest = first?.prose.replace(COMMAND, '') ?? '';
  return [rest, ...others.map(({ text }) => text)].join('\n').trim().slice(0, INSTRUCTION_LIMIT);
}
