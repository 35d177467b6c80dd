import { open } from 'node:fs/promises';

const NEWLINE = 10;
/** Bytes that are read at once, always into the same place. */
const CHUNK = 64 * 1024;

/**
 * The lines of a file that begin with one of `begin`, each cut after `longest` bytes. Other lines never become text: a patch may have
 * millions of them. Bytes that are no UTF-8 become placeholders.
 */
export async function* linesOf(
  file: string,
  { begin, longest }: { begin: readonly string[]; longest: number },
): AsyncGenerator<string> {
  const beginnings = begin.map((words) => Buffer.from(words));
  const isTold = (bytes: Buffer) =>
    beginnings.some((words) => bytes[0] === words[0] && bytes.subarray(0, words.length).equals(words));
  const buffer = Buffer.alloc(CHUNK + longest);
  /** Bytes at the beginning of the buffer that are of a line whose end was not read yet. */
  let kept = 0;
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, kept, CHUNK);
      if (bytesRead === 0) break;
      const read = buffer.subarray(0, kept + bytesRead);
      let at = 0;
      for (const end of endsIn(read)) {
        const line = read.subarray(at, Math.min(end, at + longest));
        if (isTold(line)) yield line.toString();
        at = end + 1;
      }
      kept = Math.min(read.length - at, longest);
      buffer.copyWithin(0, at, at + kept);
    }
    const last = buffer.subarray(0, kept);
    if (isTold(last)) yield last.toString();
  } finally {
    await handle.close();
  }
}

function* endsIn(bytes: Buffer): Generator<number> {
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) yield end;
}
