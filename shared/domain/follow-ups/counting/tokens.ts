/** Scripts that are written without blanks between words: each sign is a token. Korean endings make its words as many. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]/u;
const TOKEN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]|[\p{L}\p{M}\p{N}]+(?:'[\p{L}]+)*|\+\d/gu;

/**
 * The words of a text in small letters, without accents, signs, emoji, numbers of issues and names of commits; of scripts without blanks
 * between words the single signs.
 */
export function tokensOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .replace(/[’‘`´]/g, "'")
    .toLowerCase()
    .replace(/#\d+\b/g, ' ')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g, ' ');
  return [...plain.matchAll(TOKEN)].map(([token]) => (UNSPACED.test(token) ? token : withoutAccents(token)));
}

function withoutAccents(token: string): string {
  return token
    .normalize('NFD')
    .replace(/\p{Script=Latin}\p{M}+/gu, (letter) => letter.charAt(0))
    .normalize('NFC');
}

/** Phrases, found in rows of tokens. */
export interface PhraseSet {
  /** Lengths, in tokens, of the phrases that begin at a place. */
  lengthsAt(tokens: readonly string[], at: number): number[];
  isIn(tokens: readonly string[]): boolean;
  begins(tokens: readonly string[]): boolean;
}

export function phraseSet(phrases: readonly string[]): PhraseSet {
  const byFirst = new Map<string, string[][]>();
  for (const phrase of phrases) {
    const tokens = tokensOf(phrase);
    const [first] = tokens;
    if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), tokens]);
  }
  const lengthsAt = (tokens: readonly string[], at: number) =>
    (byFirst.get(tokens[at] ?? '') ?? [])
      .filter((phrase) => phrase.every((token, n) => tokens[at + n] === token))
      .map(({ length }) => length);
  return {
    lengthsAt,
    isIn: (tokens) => tokens.some((_, at) => lengthsAt(tokens, at).length > 0),
    begins: (tokens) => lengthsAt(tokens, 0).length > 0,
  };
}
