import { GitFailure } from '../repository/git.ts';

const NEWLINE = 10;

/**
 * Takes what `git cat-file --batch='%(objectname) %(objectsize)'` writes, in chunks of any size, and tells the text of one object after the
 * other. Bytes that are no UTF-8 become placeholders. Throws `GitFailure` for an object that git does not have.
 */
export function objectReader(tell: (content: string) => void): (chunk: Buffer) => void {
  let head = '';
  /** Bytes of the object that are still to come, its line break among them; undefined while its line is read. */
  let left: number | undefined;
  let parts: Buffer[] = [];
  const readHead = (chunk: Buffer): Buffer => {
    const end = chunk.indexOf(NEWLINE);
    head += chunk.toString('latin1', 0, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.subarray(chunk.length);
    const [, object, size] = /^([0-9a-f]+) (\d+)$/.exec(head) ?? [];
    if (object === undefined) throw new GitFailure(['cat-file'], `told no object: ${head.slice(0, 100)}`);
    left = Number(size) + 1;
    head = '';
    return chunk.subarray(end + 1);
  };
  const readContent = (chunk: Buffer, missing: number): Buffer => {
    const part = chunk.subarray(0, missing);
    parts.push(part);
    left = missing - part.length;
    if (left === 0) {
      const whole = parts.length === 1 ? part : Buffer.concat(parts);
      [left, parts] = [undefined, []];
      tell(whole.toString('utf8', 0, whole.length - 1));
    }
    return chunk.subarray(part.length);
  };
  return (chunk) => {
    for (let rest = chunk; rest.length > 0; ) rest = left === undefined ? readHead(rest) : readContent(rest, left);
  };
}
