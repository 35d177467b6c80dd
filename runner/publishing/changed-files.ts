import type { Git } from '../repository/git.ts';

/** One path that differs between two trees. */
export interface ChangedFile {
  path: string;
  /** As git writes it: `100644`, `120000` …; `000000` when the file is deleted. */
  mode: string;
  /** Bytes; 0 when it is deleted or no file. */
  size: number;
  /** Content before and after, where it is a file that is small enough to look into. */
  before: string;
  after: string;
}

interface Entry {
  path: string;
  mode: string;
  oldBlob: string | undefined;
  newBlob: string | undefined;
}

/** What is bigger is refused for its size, and not read. */
export const LARGEST_FILE = 10 * 1024 * 1024;
const FILE_MODE = /^100/;

/** What leads from one tree to the other: the result itself, whatever a patch said that it does. */
export async function changedFiles(git: Git, from: string, to: string): Promise<ChangedFile[]> {
  const raw = await git.text(['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', from, to]);
  const entries = parseRaw(raw);
  const sizes = await sizesOf(
    git,
    entries.map(({ newBlob }) => newBlob).filter((blob) => blob !== undefined),
  );
  const sizeOf = (blob: string | undefined) => (blob === undefined ? 0 : (sizes.get(blob) ?? 0));
  const small = entries.filter(({ newBlob }) => newBlob !== undefined && sizeOf(newBlob) <= LARGEST_FILE);
  const contents = await contentsOf(
    git,
    small.flatMap(({ oldBlob, newBlob }) => [oldBlob, newBlob]),
  );
  const contentOf = (blob: string | undefined) => (blob === undefined ? '' : (contents.get(blob) ?? ''));
  return entries.map(({ path, mode, oldBlob, newBlob }) => ({
    path,
    mode,
    size: sizeOf(newBlob),
    before: contentOf(oldBlob),
    after: contentOf(newBlob),
  }));
}

/** `:oldmode newmode oldblob newblob status NUL path NUL`, once per path. */
function parseRaw(raw: string): Entry[] {
  const fields = raw.split('\0');
  const entries: Entry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', mode = '', oldBlob, newBlob] = fields[at]?.slice(1).split(' ') ?? [];
    entries.push({
      path: fields[at + 1] ?? '',
      mode,
      oldBlob: FILE_MODE.test(oldMode) ? oldBlob : undefined,
      newBlob: FILE_MODE.test(mode) ? newBlob : undefined,
    });
  }
  return entries;
}

async function sizesOf(git: Git, blobs: readonly string[]): Promise<Map<string, number>> {
  if (blobs.length === 0) return new Map();
  const listed = await git.text(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { input: lines(blobs) });
  return new Map(listed.split('\n').map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])] as const));
}

/** Each is answered by a line `name size`, so many bytes, and a line break. Bytes that are no UTF-8 become placeholders. */
async function contentsOf(git: Git, wanted: readonly (string | undefined)[]): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  const blobs = [...new Set(wanted.filter((blob) => blob !== undefined))];
  if (blobs.length === 0) return contents;
  const answer = await git.bytes(['cat-file', '--batch=%(objectname) %(objectsize)'], { input: lines(blobs) });
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf('\n', at);
    const [blob = '', size = '0'] = answer.toString('utf8', at, end).split(' ');
    contents.set(blob, answer.toString('utf8', end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}

function lines(blobs: readonly string[]): string {
  return blobs.map((blob) => `${blob}\n`).join('');
}
