import type { Token } from 'markdown-it';
import { type AdfMark, type AdfNode, adfText } from './adf-document.ts';

const MARKS: Record<string, AdfMark> = {
  strong_open: { type: 'strong' },
  em_open: { type: 'em' },
  s_open: { type: 'strike' },
};

/** What stands in a paragraph, heading or cell; all of it with these marks. */
export function inlineNodes(tokens: readonly Token[], outer: readonly AdfMark[] = []): AdfNode[] {
  const nodes: AdfNode[] = [];
  const open: AdfMark[][] = [[...outer]];
  let linkBegan = 0;
  for (const token of tokens) {
    if (token.nesting === 1) {
      linkBegan = nodes.length;
      open.push([MARKS[token.type] ?? linkTo(token, 'href')].flat());
    } else if (token.nesting === -1) {
      // A link without words shows its address.
      if (token.type === 'link_close' && !nodes.slice(linkBegan).some(isSeen)) nodes.push(...addressOf(open));
      open.pop();
    } else nodes.push(...leaf(token, open));
  }
  return merged(nodes);
}

/** No mark where there is no address: `[text]()`. */
function linkTo(token: Token, name: 'href' | 'src'): AdfMark[] {
  const href = textAttr(token, name);
  const title = textAttr(token, 'title');
  return href === '' ? [] : [{ type: 'link', attrs: { href, ...(title !== '' && { title }) } }];
}

function isSeen(node: AdfNode): boolean {
  return node.text !== undefined && node.text.trim() !== '';
}

function addressOf(open: readonly AdfMark[][]): AdfNode[] {
  const href = String(open.at(-1)?.[0]?.attrs?.['href'] ?? '');
  return [adfText(href, marksOf(open))];
}

function leaf(token: Token, open: readonly AdfMark[][]): AdfNode[] {
  if (token.type === 'hardbreak') return [{ type: 'hardBreak' }];
  if (token.type === 'softbreak') return [adfText(' ', marksOf(open))];
  if (token.type === 'code_inline') return [adfText(token.content, marksOf([...open, [{ type: 'code' }]]))];
  if (token.type === 'image') return [adfText(altOf(token), marksOf([...open, linkTo(token, 'src')]))];
  return [adfText(token.content, marksOf(open))];
}

/** What a picture says where it cannot be shown; its address when it says nothing. */
export function altOf(image: Token): string {
  const alt = inlineNodes(image.children ?? [])
    .map(({ text }) => text ?? ' ')
    .join('')
    .trim();
  return alt || textAttr(image, 'title') || textAttr(image, 'src');
}

/** Empty where the token has no such attribute. */
export function textAttr(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}

/** One of each kind, the outermost; beside code Jira takes links only. */
function marksOf(open: readonly AdfMark[][]): AdfMark[] {
  const marks = open.flat().filter(({ type }, index, all) => all.findIndex((other) => other.type === type) === index);
  const hasCode = marks.some(({ type }) => type === 'code');
  return hasCode ? marks.filter(({ type }) => type === 'code' || type === 'link') : marks;
}

/** Without empty texts; neighbours with the same marks are one. */
function merged(nodes: readonly AdfNode[]): AdfNode[] {
  const result: AdfNode[] = [];
  for (const node of nodes) {
    if (node.text === '') continue;
    const last = result.at(-1);
    if (last?.text !== undefined && node.text !== undefined && isMarkedAlike(last, node)) last.text += node.text;
    else result.push({ ...node });
  }
  return result;
}

function isMarkedAlike(one: AdfNode, other: AdfNode): boolean {
  return JSON.stringify(one.marks ?? []) === JSON.stringify(other.marks ?? []);
}
