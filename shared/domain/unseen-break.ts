/** Breaks a word for machines, and is not seen by people: a space without width. */
export const BREAK = '\u200b';

/** What was presentable, as it was written: for models, which would copy the breaks into code. */
export function unbroken(text: string): string {
  return text.replaceAll(BREAK, '');
}
