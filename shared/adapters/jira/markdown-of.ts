import * as z from 'zod';

interface Node {
  type: string;
  text?: string | undefined;
  attrs?: Record<string, unknown> | undefined;
  marks?: Node[] | undefined;
  content?: Node[] | undefined;
}
const Node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.string(),
    text: z.string().optional(),
    attrs: z.record(z.string(), z.unknown()).optional(),
    marks: z.array(Node).optional(),
    content: z.array(Node).optional(),
  }),
);

/** An Atlassian document as Markdown; what is no document is empty. Nodes we do not know give what they contain. */
export function markdownOf(document: unknown): string {
  const parsed = Node.safeParse(document);
  return parsed.success ? blocks(parsed.data).trim() : '';
}

function blocks(node: Node, separator = '\n\n'): string {
  return (node.content ?? []).map(block).filter(Boolean).join(separator);
}

function block(node: Node): string {
  const render = BLOCKS[node.type];
  if (render !== undefined) return render(node);
  return isInline(node) ? inline(node) : blocks(node);
}

const BLOCKS: Record<string, (node: Node) => string> = {
  paragraph: inlines,
  heading: (node) => `${'#'.repeat(Number(node.attrs?.['level'] ?? 1))} ${inlines(node)}`,
  codeBlock: (node) => `\`\`\`${attr(node, 'language')}\n${inlines(node)}\n\`\`\``,
  blockquote: quote,
  panel: quote,
  rule: () => '---',
  bulletList: (node) => list(node, () => '- '),
  orderedList: (node) => list(node, (index) => `${Number(node.attrs?.['order'] ?? 1) + index}. `),
  taskList: (node) => list(node, () => '- '),
  decisionList: (node) => list(node, () => '- '),
  taskItem: (node) => `[${node.attrs?.['state'] === 'DONE' ? 'x' : ' '}] ${inlines(node)}`,
  decisionItem: inlines,
  listItem: (node) => blocks(node, '\n'),
  table,
  blockCard: (node) => attr(node, 'url'),
  embedCard: (node) => attr(node, 'url'),
  media: (node) => (attr(node, 'url') === '' ? '[attachment]' : `![${attr(node, 'alt')}](${attr(node, 'url')})`),
};

const INLINES: Record<string, (node: Node) => string> = {
  text: (node) => (node.marks ?? []).reduce((text, mark) => marked(text, mark), node.text ?? ''),
  hardBreak: () => '\n',
  mention: (node) => attr(node, 'text'),
  emoji: (node) => attr(node, 'text') || attr(node, 'shortName'),
  inlineCard: (node) => attr(node, 'url'),
  status: (node) => attr(node, 'text'),
  date: (node) => new Date(Number(node.attrs?.['timestamp'] ?? 0)).toISOString().slice(0, 10),
};

function isInline(node: Node): boolean {
  return node.type in INLINES;
}

function inlines(node: Node): string {
  return (node.content ?? []).map(inline).join('');
}

function inline(node: Node): string {
  return INLINES[node.type]?.(node) ?? inlines(node);
}

function marked(text: string, mark: Node): string {
  if (mark.type === 'link') return `[${text}](${attr(mark, 'href')})`;
  const sign = { strong: '**', em: '*', strike: '~~', code: '`' }[mark.type] ?? '';
  return `${sign}${text}${sign}`;
}

function attr(node: Node, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : '';
}

function quote(node: Node): string {
  return blocks(node)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

function list(node: Node, bullet: (index: number) => string): string {
  return (node.content ?? [])
    .map((item, index) => {
      const sign = bullet(index);
      return sign + block(item).replaceAll('\n', `\n${' '.repeat(sign.length)}`);
    })
    .join('\n');
}

function table(node: Node): string {
  const rows = (node.content ?? []).map((row) =>
    (row.content ?? []).map((cell) => blocks(cell, ' ').replaceAll('\n', ' ').replaceAll('|', '\\|')),
  );
  const [head = [], ...rest] = rows;
  return [head, head.map(() => '---'), ...rest].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
