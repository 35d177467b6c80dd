import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** An artifact as lists show it. */
export interface StoredArtifact {
  id: number;
  name: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** The artifacts of one workflow run, over all its attempts. */
export interface Artifacts {
  /** Stores files by their paths from `root`. Throws where the name is taken and not to be overwritten. */
  store(name: string, root: string, files: string[], isOverwriting: boolean): void;
  /** Copies an artifact into a folder; false where there is none of that name. */
  fetch(name: string, folder: string): boolean;
  stored(): StoredArtifact[];
  /** An artifact as the archive that it is outside of jobs. */
  zipped(artifact: StoredArtifact): Promise<Buffer>;
}

export interface ArtifactNumbers {
  now(): number;
  nextId(): number;
}

/** Keeps artifacts in a folder. */
export function artifacts(folder: string, { now, nextId }: ArtifactNumbers): Artifacts {
  const known = new Map<string, StoredArtifact>();
  return {
    store(name, root, files, isOverwriting) {
      const place = join(folder, name);
      if (existsSync(place) && !isOverwriting) {
        throw new Error(
          `Failed to CreateArtifact: an artifact with the name ${name} already exists on the workflow run`,
        );
      }
      rmSync(place, { recursive: true, force: true });
      for (const file of files) {
        const target = join(place, relative(root, file));
        mkdirSync(dirname(target), { recursive: true });
        // Follows links: what is uploaded is what stands there, as with Actions.
        cpSync(file, target, { dereference: true });
      }
      known.set(name, { id: nextId(), name, createdAt: now() });
    },
    fetch(name, target) {
      const place = join(folder, name);
      if (!existsSync(place)) return false;
      cpSync(place, target, { recursive: true });
      return true;
    },
    stored: () => [...known.values()],
    zipped: ({ name }) => zipOf(join(folder, name)),
  };
}

async function zipOf(folder: string): Promise<Buffer> {
  const zip = new ZipFile();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of entries) {
    const file = join(parentPath, name);
    zip.addFile(file, relative(folder, file).split(sep).join('/'));
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** The deepest folder that holds all of these files. */
export function sharedFolder(files: readonly string[]): string {
  const folders = files.map((file) => dirname(file).split(sep));
  const [first = [], ...others] = folders;
  const length = first.findIndex((part, index) => others.some((folder) => folder[index] !== part));
  return (length < 0 ? first : first.slice(0, length)).join(sep) || sep;
}
