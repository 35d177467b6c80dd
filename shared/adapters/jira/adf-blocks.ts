import type { Token } from 'markdown-it';
import { type AdfNode, adfText } from './adf-document.ts';
import { altOf, inlineNodes, textAttr } from './adf-inlines.ts';

/** A token and the tokens between its opening and closing. */
interface Block {
  token: Token;
  blocks: Block[];
}

/** The blocks of a document. Quotes, list items and cells hold what Jira lets them: other blocks there become paragraphs. */
export function adfBlocks(tokens: readonly Token[]): AdfNode[] {
  return nodesOf(treeOf(tokens), true);
}

function treeOf(tokens: readonly Token[]): Block[] {
  const root: Block[] = [];
  const open = [root];
  for (const token of tokens) {
    if (token.nesting === -1) {
      open.pop();
      continue;
    }
    const block = { token, blocks: [] };
    open.at(-1)?.push(block);
    if (token.nesting === 1) open.push(block.blocks);
  }
  return root;
}

/** `isTop`: whether any block may stand here. */
function nodesOf(blocks: readonly Block[], isTop: boolean): AdfNode[] {
  return blocks.flatMap((block) => NODES[block.token.type]?.(block, isTop) ?? nodesOf(block.blocks, isTop));
}

const NODES: Record<string, (block: Block, isTop: boolean) => AdfNode[]> = {
  paragraph_open: (block, isTop) => (isTop ? pictureOf(block) : undefined) ?? paragraph(inlinesOf(block)),
  heading_open: heading,
  bullet_list_open: ({ blocks }) => [{ type: 'bulletList', content: blocks.map(listItem) }],
  ordered_list_open: ({ token, blocks }) => [
    { type: 'orderedList', attrs: { order: Number(token.attrGet('start') ?? 1) }, content: blocks.map(listItem) },
  ],
  blockquote_open: ({ blocks }, isTop) => {
    const content = nodesOf(blocks, false);
    return isTop ? [{ type: 'blockquote', content: filled(content) }] : content;
  },
  fence: ({ token }) => [fence(token)],
  code_block: ({ token }) => [codeBlock(token.content)],
  hr: (_, isTop) => (isTop ? [{ type: 'rule' }] : []),
  table_open: (block, isTop) => (isTop ? [table(block)] : rowsOf(block).flatMap(lineOfRow)),
};

function inlinesOf(block: Block | undefined, ...marks: string[]): AdfNode[] {
  const tokens = block?.blocks[0]?.token.children ?? [];
  return inlineNodes(
    tokens,
    marks.map((type) => ({ type })),
  );
}

function paragraph(content: AdfNode[]): AdfNode[] {
  return content.length === 0 ? [] : [{ type: 'paragraph', content }];
}

function filled(content: AdfNode[]): AdfNode[] {
  return content.length > 0 ? content : [{ type: 'paragraph', content: [] }];
}

/** A paragraph that is one picture shows it; in other places a picture is a link. */
function pictureOf({ blocks }: Block): AdfNode[] | undefined {
  const [image, ...others] = blocks[0]?.token.children ?? [];
  const url = image === undefined ? '' : textAttr(image, 'src');
  if (image?.type !== 'image' || url === '' || others.length > 0) return undefined;
  const attrs = { type: 'external', url, alt: altOf(image) };
  return [{ type: 'mediaSingle', attrs: { layout: 'center' }, content: [{ type: 'media', attrs }] }];
}

function heading(block: Block, isTop: boolean): AdfNode[] {
  if (!isTop) return paragraph(inlinesOf(block, 'strong'));
  const level = Number(block.token.tag.slice(1));
  return [{ type: 'heading', attrs: { level }, content: inlinesOf(block) }];
}

/** The box of a task: such lists of Jira hold lines only, stand in few places, and their items can be ticked by anybody. */
const BOX = /^\[(?<tick>[ xX])\](?=\s|$)/;

function listItem({ blocks }: Block): AdfNode {
  const content = filled(nodesOf(blocks, false));
  const tick = BOX.exec(blocks[0]?.blocks[0]?.token.content ?? '')?.groups?.['tick'];
  const text = content[0]?.content?.[0];
  // Not of a heading or a quote, whose box would be of its own.
  const isTask = blocks[0]?.token.type === 'paragraph_open' && text?.text?.startsWith(`[${tick}]`) === true;
  if (isTask && text?.text !== undefined) text.text = (tick === ' ' ? '☐' : '☑') + text.text.slice(3);
  return { type: 'listItem', content };
}

/** Other words behind the opening of a fence than a language's name would not be seen; they are the first line. */
function fence({ info, content }: Token): AdfNode {
  const words = info.trim();
  return /^[\w+#.-]*$/.test(words) ? codeBlock(content, words) : codeBlock(`${words}\n${content}`);
}

function codeBlock(code: string, language = ''): AdfNode {
  const text = code.replace(/\n$/, '');
  return {
    type: 'codeBlock',
    ...(language !== '' && { attrs: { language } }),
    content: text === '' ? [] : [adfText(text)],
  };
}

/** The rows of head and body. */
function rowsOf(block: Block): Block[] {
  return block.blocks.flatMap((part) => part.blocks);
}

function table(block: Block): AdfNode {
  const content = rowsOf(block).map((row) => ({ type: 'tableRow', content: row.blocks.map(cell) }));
  return { type: 'table', content };
}

function cell(block: Block): AdfNode {
  const type = block.token.type === 'th_open' ? 'tableHeader' : 'tableCell';
  return { type, content: filled(paragraph(inlinesOf(block))) };
}

function lineOfRow(row: Block): AdfNode[] {
  const cells = row.blocks.map((block) => inlinesOf(block));
  return paragraph(cells.flatMap((content, index) => (index === 0 ? content : [adfText(' | '), ...content])));
}
