import { LARGEST_FILE } from '../repository/change-limits.ts';
import { type Git, GitFailure } from '../repository/git.ts';
import { objectReader } from './object-reader.ts';

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

/** Reads files one after the other, so that no more is held than one of them; `look` is asked for each. */
export async function eachContents(
  git: Git,
  files: readonly ChangedFile[],
  look: (file: ChangedFile, contents: FileContents) => void,
): Promise<void> {
  const hasBefore = ({ oldSize }: ChangedFile) => oldSize > 0 && oldSize <= LARGEST_FILE;
  const wanted = files.flatMap((file) =>
    hasBefore(file) ? [{ object: file.oldObject }, { object: file.object, file }] : [{ object: file.object, file }],
  );
  let before = '';
  await eachObject(git, wanted, ({ file }, content) => {
    if (file !== undefined) look(file, { before, after: content });
    before = file === undefined ? content : '';
  });
}

/** What each of these objects holds. */
export async function contentsOf(git: Git, objects: readonly string[]): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  const wanted = objects.map((object) => ({ object }));
  await eachObject(git, wanted, ({ object }, content) => void contents.set(object, content));
  return contents;
}

/** Asks one process of git for all; each is answered in its turn, by a line `name size`, so many bytes, and a line break. */
async function eachObject<Wanted extends { object: string }>(
  git: Git,
  wanted: readonly Wanted[],
  look: (one: Wanted, content: string) => void,
): Promise<void> {
  if (wanted.length === 0) return;
  let seen = 0;
  const receiver = () => {
    let at = 0;
    return objectReader((content) => {
      const one = wanted[at];
      at += 1;
      // A try that is repeated begins at the first again.
      if (one === undefined || at <= seen) return;
      seen = at;
      look(one, content);
    });
  };
  const input = lines(wanted.map(({ object }) => object));
  await git.stream(['cat-file', '--buffer', '--batch=%(objectname) %(objectsize)'], receiver, { input });
  if (seen < wanted.length) throw new GitFailure(['cat-file'], `told ${seen} of ${wanted.length} objects`);
}

function lines(objects: readonly string[]): string {
  return objects.map((object) => `${object}\n`).join('');
}
