import { LARGEST_FILE } from '../repository/change-limits.ts';
import type { Git } from '../repository/git.ts';

/** One path that differs between two trees. Modes are as git writes them: `100644`, `120000` …; `000000` where there is nothing. */
export interface ChangedFile {
  path: string;
  oldMode: string;
  mode: string;
  /** Names of what is there, whatever it is. */
  oldObject: string;
  object: string;
  /** Bytes; 0 where there is no file. */
  size: number;
  oldSize: number;
}

/** A file before and after. Bytes that are no UTF-8 become placeholders; what is too big to look into is empty. */
export interface FileContents {
  before: string;
  after: string;
}

const FILE_MODE = /^100/;
/** Bytes that are held at one time, and more only where one file has more. */
const MOST_AT_ONCE = 8 * 1024 * 1024;

/** What leads from one tree to the other: the result itself, whatever a patch said that it does. No content is read. */
export async function changedFiles(git: Git, from: string, to: string): Promise<ChangedFile[]> {
  const raw = await git.text(['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', from, to]);
  const files = parseRaw(raw);
  const kept = files.filter(({ mode }) => FILE_MODE.test(mode));
  const earlier = kept.filter(({ oldMode }) => FILE_MODE.test(oldMode));
  const sizes = await sizesOf(git, [...kept.map(({ object }) => object), ...earlier.map(({ oldObject }) => oldObject)]);
  const sizeAt = (mode: string, object: string) => (FILE_MODE.test(mode) ? (sizes.get(object) ?? 0) : 0);
  return files.map((file) => ({
    ...file,
    size: sizeAt(file.mode, file.object),
    oldSize: sizeAt(file.oldMode, file.oldObject),
  }));
}

/** `:oldmode newmode oldobject newobject status NUL path NUL`, once per path. */
function parseRaw(raw: string): Omit<ChangedFile, 'size' | 'oldSize'>[] {
  const fields = raw.split('\0');
  const files: Omit<ChangedFile, 'size' | 'oldSize'>[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', mode = '', oldObject = '', object = ''] = fields[at]?.slice(1).split(' ') ?? [];
    files.push({ path: fields[at + 1] ?? '', oldMode, mode, oldObject, object });
  }
  return files;
}

/** Bytes of each object that there is. */
async function sizesOf(git: Git, objects: readonly string[]): Promise<Map<string, number>> {
  if (objects.length === 0) return new Map();
  const listed = await git.text(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { input: lines(objects) });
  return new Map(listed.split('\n').map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])] as const));
}

/** Reads files part by part, so that no more is held than of a few at a time; `look` is asked for each. */
export async function eachContents(
  git: Git,
  files: readonly ChangedFile[],
  look: (file: ChangedFile, contents: FileContents) => void,
): Promise<void> {
  for (const part of inParts(files)) {
    const contents = await contentsOf(
      git,
      part.flatMap(({ oldObject, object, oldSize }) =>
        oldSize > 0 && oldSize <= LARGEST_FILE ? [oldObject, object] : [object],
      ),
    );
    for (const file of part) {
      look(file, { before: contents.get(file.oldObject) ?? '', after: contents.get(file.object) ?? '' });
    }
  }
}

function inParts(files: readonly ChangedFile[]): ChangedFile[][] {
  const parts: ChangedFile[][] = [];
  let room = -1;
  for (const file of files) {
    const size = file.size + Math.min(file.oldSize, LARGEST_FILE);
    if (room < size) {
      parts.push([]);
      room = MOST_AT_ONCE;
    }
    room -= size;
    parts.at(-1)?.push(file);
  }
  return parts;
}

/** Each is answered by a line `name size`, so many bytes, and a line break. */
export async function contentsOf(git: Git, objects: readonly string[]): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  const wanted = [...new Set(objects)];
  if (wanted.length === 0) return contents;
  const answer = await git.bytes(['cat-file', '--batch=%(objectname) %(objectsize)'], { input: lines(wanted) });
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf('\n', at);
    const [object = '', size = '0'] = answer.toString('utf8', at, end).split(' ');
    contents.set(object, answer.toString('utf8', end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}

function lines(objects: readonly string[]): string {
  return objects.map((object) => `${object}\n`).join('');
}
