/** `text` in at most `length` characters, with an ellipsis where it was cut, never inside a character. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = (text.codePointAt(length - 2) ?? 0) > 0xffff ? length - 2 : length - 1;
  return `${text.slice(0, end)}…`;
}
