import { adfBlocks } from './adf-blocks.ts';
import { type AdfDocument, type AdfNode, adfDocument, isSound, plainDocument } from './adf-document.ts';
import { fitted, lengthOfJson, lengthOfText, shortened } from './adf-length.ts';
import { isBounded, LONGEST } from './markdown-bounds.ts';
import type { ParseMarkdown } from './markdown-parser.ts';

/** Characters of a comment that Jira takes: of its text, or in the narrowest reading of the document's JSON. */
const MOST_CHARACTERS = 32_767;

/**
 * Markdown as documents that Jira takes, from the best to the surest: where it refuses one, the next may do. What cannot be
 * converted is plain paragraphs, and what is too long ends with a note.
 */
export async function adfForms(markdown: string): Promise<AdfDocument[]> {
  const best = await adfOf(markdown);
  const forms = [
    fitted(best, lengthOfText, MOST_CHARACTERS),
    fitted(best, lengthOfJson, MOST_CHARACTERS),
    fitted(plainDocument(readable(markdown)), lengthOfJson, MOST_CHARACTERS),
  ];
  const texts = forms.map((form) => JSON.stringify(form));
  return forms.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

let parser: ParseMarkdown | undefined;

/** Markdown as one Atlassian document, whatever it is. Nothing of it is taken for HTML. */
export async function adfOf(markdown: string): Promise<AdfDocument> {
  const { markdownParser } = await import('./markdown-parser.ts');
  parser ??= markdownParser();
  const parse = parser;
  return documentOf(markdown, (text) => adfBlocks(parse(text)));
}

/** The document that `convert` makes; plain paragraphs where it fails, or must not see the text, or makes what Jira refuses. */
export function documentOf(markdown: string, convert: (markdown: string) => AdfNode[]): AdfDocument {
  const text = readable(markdown);
  const seen = text.slice(0, LONGEST);
  const document = converted(seen, convert) ?? plainDocument(seen);
  return seen === text ? document : shortened(document, lengthOfText, MOST_CHARACTERS);
}

function converted(text: string, convert: (markdown: string) => AdfNode[]): AdfDocument | undefined {
  if (!isBounded(text)) return undefined;
  try {
    const document = adfDocument(convert(text));
    return isSound(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Characters that no document may hold, or no reader sees, become such as stand for them. */
function readable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) => (/[\n\t]/.test(character) ? character : '\uFFFD'));
}
