/**
 * What a text may have for a parser of Markdown to see it. From some characters a parser looks for their partners through all that
 * follows in their paragraph, and it passes a line once for each block that the line opens: within these bounds that takes at most
 * `LONGEST * (MOST_SIGNS + DEEPEST)` steps. A long comment has a tenth of each.
 */
export const LONGEST = 65_536;
export const MOST_SIGNS = 4000;
export const DEEPEST = 24;

/** Characters that a parser looks for partners of. */
const SIGNS = /[[\]()<>*_~`!&\\:]/g;
/** Where a paragraph surely ends: at an empty line, and before an item. */
const ENDS = /\n[ \t]*\n|\n(?= {0,3}[-+*] +\S)/;
/** What opens quotes and lists at the beginning of a line. */
const OPENING = /[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t\n]|$))/y;

/** Whether a parser may see the text; takes time in proportion to its length. */
export function isBounded(markdown: string): boolean {
  return markdown.length <= LONGEST && mostSigns(markdown) <= MOST_SIGNS && deepestLine(markdown) <= DEEPEST;
}

/** In one paragraph. */
function mostSigns(markdown: string): number {
  return Math.max(...markdown.split(ENDS).map((paragraph) => paragraph.match(SIGNS)?.length ?? 0));
}

/** The most quotes and lists that one line opens. */
function deepestLine(markdown: string): number {
  return Math.max(...markdown.split('\n').map(openingsOf));
}

function openingsOf(line: string): number {
  OPENING.lastIndex = 0;
  let openings = 0;
  while (OPENING.test(line)) openings += 1;
  return openings;
}
