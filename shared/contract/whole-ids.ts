/** Digits enough that a number may not be exact. */
const LONG_NUMBER = /\d{16}/;

/**
 * Parses JSON in which whole numbers may exceed 2^53, as GitHub's newer ids do: such a number becomes a text of the very digits that stand
 * there, all others are as `JSON.parse` makes them. Throws `SyntaxError`.
 */
export function parseWithWholeIds(text: string): unknown {
  // The reviver is called for each value, so it is left out where nothing is that long.
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? source : value;
}
