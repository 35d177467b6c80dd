import * as z from 'zod';
import { attr, cardOf, type DocumentNode, inlines, isInline, longestRun, mapOf } from './markdown-inlines.ts';

/** A part of another shape than Atlassian's is left out, and never costs the text around it. */
const Node: z.ZodType<DocumentNode> = z.lazy(() =>
  z.object({
    type: z.string(),
    text: z.string().optional().catch(undefined),
    attrs: z.record(z.string(), z.unknown()).optional().catch(undefined),
    marks: Nodes,
    content: Nodes,
  }),
);
const Nodes = z
  .array(Node.catch({ type: '' }))
  .optional()
  .catch(undefined);

/** An Atlassian document as Markdown; what is no document is empty. Nodes we do not know give what they contain. */
export function markdownOf(document: unknown): string {
  const parsed = Node.safeParse(document);
  return parsed.success ? blocks(parsed.data).trim() : '';
}

function blocks(node: DocumentNode, separator = '\n\n'): string {
  return (node.content ?? []).map(block).filter(Boolean).join(separator);
}

function block(node: DocumentNode): string {
  const render = BLOCKS.get(node.type);
  if (render !== undefined) return render(node);
  return isInline(node) ? inlines([node]) : blocks(node);
}

/** A map, since people's documents name the types: an object would know `constructor` too. */
const BLOCKS = mapOf({
  paragraph: line,
  heading: (node) => `${'#'.repeat(Number(node.attrs?.['level'] ?? 1))} ${line(node).replaceAll('\n', ' ')}`,
  codeBlock,
  blockquote: quote,
  panel: quote,
  expand: titled,
  nestedExpand: titled,
  rule: () => '---',
  bulletList: (node) => list(node, () => '- '),
  orderedList: (node) => list(node, (index) => `${Number(node.attrs?.['order'] ?? 1) + index}. `),
  taskList: (node) => list(node, () => '- '),
  decisionList: (node) => list(node, () => '- '),
  taskItem: (node) => `${box(node)} ${line(node)}`,
  blockTaskItem: (node) => `${box(node)} ${blocks(node, '\n')}`,
  decisionItem: line,
  listItem: (node) => blocks(node, '\n'),
  table,
  blockCard: cardOf,
  embedCard: cardOf,
  media: (node) => (attr(node, 'url') === '' ? '[attachment]' : `![${attr(node, 'alt')}](${attr(node, 'url')})`),
});

function line(node: DocumentNode): string {
  return inlines(node.content ?? []);
}

function box(node: DocumentNode): string {
  return attr(node, 'state') === 'DONE' ? '[x]' : '[ ]';
}

function codeBlock(node: DocumentNode): string {
  const code = line(node);
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}${attr(node, 'language')}\n${code}\n${fence}`;
}

/** What an expand is called stands above what it holds. */
function titled(node: DocumentNode): string {
  const title = attr(node, 'title').trim();
  return [title && `**${title}**`, blocks(node)].filter(Boolean).join('\n\n');
}

function quote(node: DocumentNode): string {
  return blocks(node)
    .split('\n')
    .map((text) => `> ${text}`.trimEnd())
    .join('\n');
}

function list(node: DocumentNode, bullet: (index: number) => string): string {
  return (node.content ?? [])
    .map((item, index) => {
      const sign = bullet(index);
      return sign + block(item).replaceAll('\n', `\n${' '.repeat(sign.length)}`);
    })
    .join('\n');
}

function table(node: DocumentNode): string {
  const rows = (node.content ?? []).map((row) =>
    (row.content ?? []).map((cell) => blocks(cell, ' ').replaceAll('\n', ' ').replaceAll('|', '\\|')),
  );
  const [head = [], ...rest] = rows;
  return [head, head.map(() => '---'), ...rest].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
