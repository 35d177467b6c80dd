/** A node of an Atlassian document: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export interface AdfNode {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: AdfMark[];
  content?: AdfNode[];
}

export interface AdfMark {
  type: string;
  attrs?: Record<string, unknown>;
}

/** A type, not an interface: the SDK takes what may have other members. */
export type AdfDocument = { type: 'doc'; version: 1; content: AdfNode[] };

export function adfDocument(content: AdfNode[]): AdfDocument {
  return { type: 'doc', version: 1, content };
}

export function adfText(text: string, marks: AdfMark[] = []): AdfNode {
  return marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks };
}

/** The text as it stands, a paragraph for each block of lines: what every text can become. Never empty. */
export function plainDocument(text: string): AdfDocument {
  const blocks = text.split(/\n[ \t]*(?:\n[ \t]*)+/).filter((block) => block.trim() !== '');
  const paragraphs = blocks.map((block) => {
    const lines = block.split('\n').map((line) => (line === '' ? [] : [adfText(line)]));
    const content = lines.flatMap((line, index) => (index === 0 ? line : [{ type: 'hardBreak' }, ...line]));
    return { type: 'paragraph', content };
  });
  return adfDocument(paragraphs.length > 0 ? paragraphs : [{ type: 'paragraph', content: [adfText('(no text)')] }]);
}

interface Content {
  of: readonly string[];
  isNeeded?: boolean;
}

/** Blocks that quotes and list items may hold; Markdown allows all of them there. */
const NESTABLE: readonly string[] = ['paragraph', 'bulletList', 'orderedList', 'codeBlock'];
const LIST: Content = { of: ['listItem'], isNeeded: true };
const CELL: Content = { of: ['paragraph'], isNeeded: true };
const INLINE: Content = { of: ['text', 'hardBreak'] };
const NOTHING: Content = { of: [] };

/** Of Atlassian's schema what concerns the nodes that we make. */
const CONTENTS: Record<string, Content> = {
  doc: { of: [...NESTABLE, 'heading', 'blockquote', 'rule', 'table', 'mediaSingle'], isNeeded: true },
  ...{ listItem: { of: NESTABLE, isNeeded: true }, blockquote: { of: NESTABLE, isNeeded: true } },
  ...{ bulletList: LIST, orderedList: LIST },
  table: { of: ['tableRow'], isNeeded: true },
  tableRow: { of: ['tableHeader', 'tableCell'], isNeeded: true },
  ...{ tableHeader: CELL, tableCell: CELL },
  ...{ paragraph: INLINE, heading: INLINE },
  codeBlock: { of: ['text'] },
  mediaSingle: { of: ['media'], isNeeded: true },
  ...{ text: NOTHING, hardBreak: NOTHING, rule: NOTHING, media: NOTHING },
};
const WITH_CODE = ['code', 'link'];
const WITHOUT_CODE = ['strong', 'em', 'strike', 'link'];

/** Whether Jira's schema surely takes the document, and a reader sees something in it. */
export function isSound(document: AdfDocument): boolean {
  return isSoundNode(document) && hasSomething(document);
}

function isSoundNode(node: AdfNode): boolean {
  const rule = CONTENTS[node.type];
  if (rule === undefined || !hasSoundText(node) || !hasSoundAttrs(node)) return false;
  const content = node.content ?? [];
  if (rule.isNeeded === true && content.length === 0) return false;
  const isBare = node.type !== 'codeBlock' || content.every((child) => child.marks === undefined);
  return isBare && content.every((child) => rule.of.includes(child.type) && isSoundNode(child));
}

function hasSoundText({ type, text, marks = [] }: AdfNode): boolean {
  if (type !== 'text') return text === undefined && marks.length === 0;
  const types = marks.map((mark) => mark.type);
  const allowed = types.includes('code') ? WITH_CODE : WITHOUT_CODE;
  return text !== undefined && text !== '' && types.every((mark) => allowed.includes(mark));
}

function hasSoundAttrs({ type, attrs }: AdfNode): boolean {
  if (type === 'heading') return [1, 2, 3, 4, 5, 6].includes(Number(attrs?.['level']));
  if (type === 'orderedList') return Number.isSafeInteger(attrs?.['order']) && Number(attrs?.['order']) >= 0;
  return true;
}

function hasSomething(node: AdfNode): boolean {
  if (node.type === 'text') return node.text?.trim() !== '';
  return node.type === 'media' || node.type === 'rule' || (node.content ?? []).some(hasSomething);
}
