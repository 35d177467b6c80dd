/** A line of a patch, with its number in the old file, the new one, or both; a line that begins with `@@` has none. */
export interface PatchLine {
  text: string;
  left?: number;
  right?: number;
}

/** Numbers the lines of a patch of one file. */
export function patchLines(patch: string): PatchLine[] {
  let left = 0;
  let right = 0;
  return patch.split('\n').map((text) => {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (start !== null) {
      left = Number(start[1]);
      right = Number(start[2]);
      return { text };
    }
    if (text.startsWith('\\')) return { text };
    if (text.startsWith('-')) return { text, left: left++ };
    if (text.startsWith('+')) return { text, right: right++ };
    return { text, left: left++, right: right++ };
  });
}

/** The part of a patch down to a line, as GitHub shows it beside a comment; undefined when the line is not in it. */
export function hunkAt(patch: string, side: 'LEFT' | 'RIGHT', line: number): string | undefined {
  const lines = patchLines(patch);
  const end = lines.findIndex((one) => (side === 'LEFT' ? one.left : one.right) === line);
  if (end < 0) return undefined;
  const start = lines.findLastIndex(({ text }, index) => index <= end && text.startsWith('@@'));
  return lines
    .slice(start, end + 1)
    .map(({ text }) => text)
    .join('\n');
}
