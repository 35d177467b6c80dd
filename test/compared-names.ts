/** Where a text compares something with one of these names as a literal: by equality, a `case`, a prefix, or a list to be in. */
export function comparedNames(text: string, names: readonly string[]): string[] {
  const name = `(['"\`])(?:${names.join('|')})\\b`;
  const patterns = [
    `[!=]==?\\s*${name}\\1`,
    `${name}\\1\\s*[!=]==?`,
    `\\bcase\\s+${name}\\1`,
    `\\b(?:startsWith|endsWith|includes|indexOf|has)\\(\\s*${name}.?`,
    `\\[[^\\][]*${name}[^\\][]*\\]\\s*\\.\\s*(?:includes|indexOf|some|find)\\b`,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, 'g'))].map(([found]) => found));
}
