/** Breaks a word for machines, and is not seen by people: a space without width. */
export const BREAK = '\u200b';

/**
 * Characters that hide or reorder what stands around them, controls among them. Joiners and selectors of variants are parts of words and of
 * pictures; behind a character of ASCII they are not.
 */
export const UNSEEN =
  /(?<=[!-~])\p{DI}+|[[\p{Cc}\p{DI}\u2028\u2029]--[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]]/gv;

/** What was presentable, as it was written: for models, which would copy the breaks into code. */
export function unbroken(text: string): string {
  return text.replaceAll(BREAK, '');
}
