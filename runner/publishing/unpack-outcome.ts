import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { HANDOVER_FILES } from '../stages/handover.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import { LARGEST_OUTCOME } from './read-outcome.ts';
import { LARGEST_PATCH } from './read-patch.ts';

/** What is unpacked, and how many bytes each may have then; nothing else of an archive is. */
const TAKEN: Readonly<Record<string, number>> = {
  [HANDOVER_FILES.outcome]: LARGEST_OUTCOME,
  [HANDOVER_FILES.patch]: LARGEST_PATCH,
};
/** Takes away what an earlier run left on a machine that is used again. */
export async function forgetOutcome(folder: string): Promise<void> {
  for (const name of Object.keys(TAKEN)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Files that an archive may have; ours has two. */
const MOST_ENTRIES = 20;

/**
 * Unpacks what the agent's job handed over, which is judged by the archive's own list before anything is unpacked; a file that is longer
 * than the list says breaks off there. Throws a `StageFailure` for more than is taken.
 */
export async function unpackOutcome(archive: string, folder: string, taken = TAKEN): Promise<void> {
  const zip = await understandable(() => openPromise(archive, { autoClose: false }));
  try {
    const entries = await understandable(() => listed(zip));
    const wanted = entries.filter(({ fileName }) => Object.hasOwn(taken, fileName));
    requireSmall(wanted, taken);
    await mkdir(folder, { recursive: true });
    for (const entry of wanted) await understandable(() => unpack(zip, entry, join(folder, entry.fileName)));
  } finally {
    zip.close();
  }
}

async function listed(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MOST_ENTRIES) throw new StageFailure('handover_refused', `it holds ${zip.entryCount} files`);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

function requireSmall(entries: readonly Entry[], taken: Readonly<Record<string, number>>): void {
  const names = entries.map(({ fileName }) => fileName);
  if (new Set(names).size < names.length) throw new StageFailure('handover_refused', 'it holds a file twice');
  for (const { fileName, uncompressedSize } of entries) {
    if (uncompressedSize <= (taken[fileName] ?? 0)) continue;
    throw new StageFailure('handover_refused', `${fileName} unpacks to ${uncompressedSize} bytes`);
  }
}

async function unpack(zip: ZipFile, entry: Entry, file: string): Promise<void> {
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
}

/** An archive that cannot be read is as good as none. */
async function understandable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StageFailure) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new StageFailure('agent_left_nothing', `its archive cannot be read: ${said}`, { cause: error });
  }
}
