import { escapeHtml } from '../loopback/escape-html.ts';
import type { AdfNode } from './state.ts';

/** Elements of a block that holds others, by the type of its node. */
const BLOCKS: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  taskList: 'ul',
  listItem: 'li',
  taskItem: 'li',
  codeBlock: 'pre',
  blockquote: 'blockquote',
  panel: 'blockquote',
  table: 'table',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
};

const MARKS: Readonly<Record<string, string>> = {
  strong: 'strong',
  em: 'em',
  code: 'code',
  strike: 's',
  underline: 'u',
};

/** A document as a browser shows it. What is not known here shows what it holds. */
export function adfHtml(node: AdfNode): string {
  if (node.type === 'text') return marked(node);
  if (node.type === 'hardBreak') return '<br>';
  if (node.type === 'rule') return '<hr>';
  if (node.type === 'inlineCard') return anchor(textOf(node.attrs?.['url']), escapeHtml(textOf(node.attrs?.['url'])));
  const inner = (node.content ?? []).map(adfHtml).join('');
  if (node.type === 'heading') return `<h${levelOf(node)}>${inner}</h${levelOf(node)}>`;
  const element = BLOCKS[node.type];
  const box = node.type === 'taskItem' ? `${node.attrs?.['state'] === 'DONE' ? '☑' : '☐'} ` : '';
  return element === undefined ? inner : `<${element}>${box}${inner}</${element}>`;
}

function levelOf({ attrs }: AdfNode): number {
  return Math.min(6, Math.max(1, Number(attrs?.['level'] ?? 2)));
}

function marked({ text = '', marks = [] }: AdfNode): string {
  return marks.reduce((html, { type, attrs }) => {
    if (type === 'link') return anchor(textOf(attrs?.['href']), html);
    const element = MARKS[type];
    return element === undefined ? html : `<${element}>${html}</${element}>`;
  }, escapeHtml(text));
}

/** Only what a browser opens as a page becomes a link. */
function anchor(address: string, html: string): string {
  if (!/^https?:\/\//.test(address)) return html;
  return `<a href="${escapeHtml(address)}" rel="nofollow noreferrer">${html}</a>`;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
