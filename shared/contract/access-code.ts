/** What an access code must hold at least, so that nobody finds it by trying: a right one always opens the UI. */
const LEAST_BITS = 128;
const LEAST_DIFFERENT = 8;

export const HOW_TO_MAKE_AN_ACCESS_CODE = 'openssl rand -base64 24';

/** Bits of a character that was drawn from the narrowest alphabet that holds the whole code. */
const ALPHABETS: readonly [RegExp, number][] = [
  [/^\d*$/, Math.log2(10)],
  [/^[\da-f]*$/i, 4],
  [/^[\da-z]*$/, Math.log2(36)],
  [/^[\dA-Z]*$/, Math.log2(36)],
];
const BASE64_BITS = 6;

/** Whether a code that was drawn at random has 128 bits: 22 characters of base64, 32 of hexadecimal. */
export function isStrongAccessCode(code: string): boolean {
  const bits = ALPHABETS.find(([alphabet]) => alphabet.test(code))?.[1] ?? BASE64_BITS;
  return code.length * bits >= LEAST_BITS && new Set(code).size >= LEAST_DIFFERENT;
}
