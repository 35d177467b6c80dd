import { type AdfDocument, type AdfNode, adfDocument, adfText } from './adf-document.ts';

/** How long a node is, in one reading of Jira's limit. */
type Measure = (node: AdfNode) => number;

/** Characters that people see, and one for each end of a block or line. */
export function lengthOfText(node: AdfNode): number {
  if (node.text !== undefined) return node.text.length;
  const ends = node.content === undefined || node.content.every(({ type }) => type === 'text') ? 1 : 0;
  return (node.content ?? []).reduce((sum, child) => sum + lengthOfText(child), ends);
}

export function lengthOfJson(node: AdfNode): number {
  return JSON.stringify(node).length;
}

const CUT_NOTE: AdfNode = {
  type: 'paragraph',
  content: [adfText('The rest of this text is too long for a Jira comment.', [{ type: 'em' }])],
};

/** The document, or where it is longer than `most` its beginning and a note that says so. */
export function fitted(document: AdfDocument, measure: Measure, most: number): AdfDocument {
  return measure(document) <= most ? document : shortened(document, measure, most);
}

/** The beginning of the document that fits together with a note. */
export function shortened(document: AdfDocument, measure: Measure, most: number): AdfDocument {
  const room = most - measure(adfDocument([])) - measure(CUT_NOTE);
  return adfDocument([...beginning(document.content, room, measure), CUT_NOTE]);
}

/** Whole nodes as long as there is room, and what fits of the next one. */
function beginning(nodes: readonly AdfNode[], room: number, measure: Measure): AdfNode[] {
  const kept: AdfNode[] = [];
  let left = room;
  for (const node of nodes) {
    // The comma between two nodes.
    left -= measure(node) + 1;
    if (left >= 0) kept.push(node);
    else {
      const part = partOf(node, left + measure(node), measure);
      return part === undefined ? kept : [...kept, part];
    }
  }
  return kept;
}

function partOf(node: AdfNode, room: number, measure: Measure): AdfNode | undefined {
  if (node.text !== undefined) return partOfText(node, node.text, room, measure);
  // A row without some of its cells would be read wrongly.
  if (node.content === undefined || node.type === 'tableRow') return undefined;
  const content = beginning(node.content, room - measure({ ...node, content: [] }), measure);
  return content.length === 0 ? undefined : { ...node, content };
}

function partOfText(node: AdfNode, text: string, room: number, measure: Measure): AdfNode | undefined {
  let length = Math.min(text.length, room);
  while (length > 0) {
    // Not within a character of two code units.
    const part = { ...node, text: text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '') };
    if (part.text !== '' && measure(part) <= room) return part;
    length = Math.floor(length * 0.9);
  }
  return undefined;
}
