import type { markdownToAdf } from 'marklassian';

export type AdfDocument = ReturnType<typeof markdownToAdf>;
type AdfNode = AdfDocument['content'][number];

/** Characters of a document's JSON that Jira certainly takes as one comment. */
const SURE_LENGTH = 32_767;
const CUT_NOTE = '\n\n*The rest of this text is too long for a Jira comment.*';

/** Markdown as an Atlassian document. Nothing of it is taken for HTML, or for raw nodes, which the library offers. */
export async function adfOf(markdown: string): Promise<AdfDocument> {
  const { markdownToAdf } = await import('marklassian');
  const document = markdownToAdf(withoutMarkup(markdown));
  return { ...document, content: document.content.flatMap((node) => tidied(node, 'doc')) };
}

/** The beginning that surely fits one comment, whole lines; undefined when all of it does. */
export async function shortened(markdown: string): Promise<AdfDocument | undefined> {
  const fits = async (text: string) => JSON.stringify(await adfOf(text)).length <= SURE_LENGTH;
  if (await fits(markdown)) return undefined;
  const lines = markdown.split('\n').flatMap((line) => line.match(/.{1,1000}/gs) ?? ['']);
  let kept = 0;
  for (let step = 2 ** Math.ceil(Math.log2(lines.length)); step >= 1; step /= 2) {
    const tried = lines.slice(0, kept + step).join('\n');
    if (await fits(tried + CUT_NOTE)) kept += step;
  }
  return adfOf(lines.slice(0, kept).join('\n') + CUT_NOTE);
}

/** Fenced blocks (also one that is not closed) and code spans, which end before a line that begins another block. */
const CODE =
  /(^ {0,3}(?<fence>`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\k<fence>[`~]* *$|$(?![\s\S]))|(?<!`)(?<ticks>`+)(?!`)(?:(?!\n[ \t]*(?:\n|[-+*><#|]|\d+[.)]))[\s\S])*?(?<!`)\k<ticks>(?!`))/gm;

function withoutMarkup(markdown: string): string {
  let at = 0;
  let text = '';
  for (const code of markdown.matchAll(CODE)) {
    text += plain(markdown.slice(at, code.index)) + code[0];
    at = code.index + code[0].length;
  }
  return text + plain(markdown.slice(at));
}

/** The end of a line that goes on in the next one. The library drops it before bold text, links and code. */
const SOFT_BREAK = /(^|[^\s\\|])\n(?=\S|$)(?![-+>#|=]|\*\s|\d+[.)]\s)/g;

/** Comments go, other tags become text, boxes of task lists become characters; addresses in angle brackets stay. */
function plain(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(?=[a-z/!?])(?!https?:)/gi, '\\<')
    .replace(SOFT_BREAK, '$1 \n')
    .replace(/^(\s*[-*+] )\[ \] /gm, '$1☐ ')
    .replace(/^(\s*[-*+] )\[x\] /gim, '$1☑ ');
}

/** Where Jira's schema wants other children than Markdown allows. */
const ALLOWED: Record<string, readonly string[]> = {
  listItem: ['paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle'],
  blockquote: ['paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle'],
};
const EMPTY_PARAGRAPH: AdfNode = { type: 'paragraph', content: [] };

/** The node as its parent may hold it: a heading in a list becomes a paragraph, another block is replaced by what is in it. */
function tidied(node: AdfNode, parent: string): AdfNode[] {
  if (node.type === 'text') return node.text === undefined || node.text === '' ? [] : [node];
  const allowed = ALLOWED[parent];
  if (allowed !== undefined && !allowed.includes(node.type)) {
    if (node.type === 'heading') return [{ type: 'paragraph', content: children(node, 'paragraph') }];
    return (node.content ?? []).flatMap((child) => tidied(child, parent));
  }
  if (node.content === undefined) return [node];
  const content = children(node, node.type);
  if (content.length > 0 || !['listItem', 'blockquote', 'tableCell', 'tableHeader'].includes(node.type)) {
    return [{ ...node, content }];
  }
  return [{ ...node, content: [EMPTY_PARAGRAPH] }];
}

function children(node: AdfNode, parent: string): AdfNode[] {
  return (node.content ?? []).flatMap((child) => tidied(child, parent));
}
