/** What of an Atlassian node concerns Markdown; whatever else stands in a document is passed over. */
export interface DocumentNode {
  type: string;
  text?: string | undefined;
  attrs?: Record<string, unknown> | undefined;
  marks?: DocumentNode[] | undefined;
  content?: DocumentNode[] | undefined;
}

type Render = (node: DocumentNode) => string;

/** By the types that a document may name, whatever it names: an object would know `constructor` too. */
export function mapOf(renders: Record<string, Render>): ReadonlyMap<string, Render> {
  return new Map(Object.entries(renders));
}

const INLINES = mapOf({
  text: (node) => node.text ?? '',
  hardBreak: () => '\n',
  mention: (node) => attr(node, 'text'),
  emoji: (node) => attr(node, 'text') || attr(node, 'shortName'),
  inlineCard: cardOf,
  status: (node) => attr(node, 'text'),
  placeholder: (node) => attr(node, 'text'),
  date: dateOf,
});

export function isInline(node: DocumentNode): boolean {
  return INLINES.has(node.type);
}

/** Marks from the outside in, in the order in which Markdown nests them. */
const ORDER = ['link', 'strong', 'em', 'strike', 'code'];
const SIGNS: Record<string, string> = { strong: '**', em: '*', strike: '~~' };

/** A run of neighbours. What they share in marks stands around them once: bold in two nodes is one bold. */
export function inlines(nodes: readonly DocumentNode[], order: readonly string[] = ORDER): string {
  const [type, ...inner] = order;
  if (type === undefined) return nodes.map(plainInline).join('');
  let text = '';
  for (let at = 0; at < nodes.length; ) {
    const mark = markOf(nodes[at], type);
    let end = at + 1;
    while (end < nodes.length && keyOf(markOf(nodes[end], type)) === keyOf(mark)) end += 1;
    const run = inlines(nodes.slice(at, end), inner);
    text += mark === undefined ? run : marked(run, mark);
    at = end;
  }
  return text;
}

function plainInline(node: DocumentNode): string {
  return INLINES.get(node.type)?.(node) ?? inlines(node.content ?? []);
}

function markOf(node: DocumentNode | undefined, type: string): DocumentNode | undefined {
  return node?.marks?.find((mark) => mark.type === type);
}

function keyOf(mark: DocumentNode | undefined): string | undefined {
  return mark && `${mark.type} ${attr(mark, 'href')}`;
}

function marked(text: string, mark: DocumentNode): string {
  if (mark.type === 'code') return codeSpan(text);
  const inner = text.trim();
  if (inner === '') return text;
  // Spaces within the signs would keep them from meaning anything.
  const at = text.indexOf(inner);
  const sign = SIGNS[mark.type] ?? '';
  const shown = mark.type === 'link' ? linkOf(inner, attr(mark, 'href')) : sign + inner + sign;
  return text.slice(0, at) + shown + text.slice(at + inner.length);
}

function linkOf(text: string, href: string): string {
  return text === href ? href : `[${text}](${href})`;
}

function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return fence + space + text + space + fence;
}

/** Of backticks. */
export function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** A card has an address, or data that describe what it shows: https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/inlineCard/ */
export function cardOf(node: DocumentNode): string {
  const data: unknown = node.attrs?.['data'];
  if (typeof data !== 'object' || data === null) return attr(node, 'url');
  const card: DocumentNode = { type: 'card', attrs: { ...data } };
  const url = attr(node, 'url') || attr(card, 'url') || attr(card, '@id');
  const name = attr(card, 'name') || attr(card, 'title');
  return name === '' || url === '' ? name || url : linkOf(name, url);
}

/** A day as ISO writes it; what is no time of ours stays as it is. */
function dateOf(node: DocumentNode): string {
  const timestamp: unknown = node.attrs?.['timestamp'];
  const date = new Date(
    typeof timestamp === 'number' || attr(node, 'timestamp') !== '' ? Number(timestamp) : Number.NaN,
  );
  return Number.isNaN(date.getTime()) ? attr(node, 'timestamp') : date.toISOString().slice(0, 10);
}

/** Empty where the node has no such text. */
export function attr(node: DocumentNode, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : '';
}
