import { parse } from 'yaml';
import { Unsupported } from './unsupported.ts';

/** What a job may do with the repository's cache. https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode */
export type CacheMode = 'read' | 'write' | 'write-only' | 'none';

interface CacheModes {
  ofFile: CacheMode | undefined;
  ofJob(id: string): CacheMode | undefined;
  /** The file without the key, which GitHub's published parser does not know yet; lines stay where they are. */
  rest: string;
}

const LINE = /^[ ]*cache-mode:.*$/gm;
const RIGHTS: Record<CacheMode, { read: boolean; write: boolean }> = {
  read: { read: true, write: false },
  write: { read: true, write: true },
  'write-only': { read: false, write: true },
  none: { read: false, write: false },
};

/** Reads `cache-mode` of a workflow file and its jobs. Throws `Unsupported` where it stands elsewhere, or says what GitHub refuses. */
export function readCacheModes(path: string, content: string): CacheModes {
  const lines = content.match(LINE) ?? [];
  if (lines.length === 0) return { ofFile: undefined, ofJob: () => undefined, rest: content };
  const file = parse(content) as Fields & { jobs?: Record<string, Fields> };
  const jobs = new Map(Object.entries(file.jobs ?? {}).map(([id, job]) => [id, modeOf(path, job)]));
  const ofFile = modeOf(path, file);
  const found = [ofFile, ...jobs.values()].filter((mode) => mode !== undefined);
  if (found.length !== lines.length)
    throw new Unsupported(path, 'cache-mode stands where the simulator does not read it');
  return { ofFile, ofJob: (id) => jobs.get(id), rest: content.replace(LINE, '') };
}

type Fields = { 'cache-mode'?: unknown } | null;

function modeOf(path: string, fields: Fields): CacheMode | undefined {
  const mode = fields?.['cache-mode'];
  if (mode === undefined) return undefined;
  if (typeof mode !== 'string' || !Object.hasOwn(RIGHTS, mode)) {
    throw new Unsupported(path, `cache-mode ${JSON.stringify(mode)} is none of ${Object.keys(RIGHTS).join(', ')}`);
  }
  return mode as CacheMode;
}

/** What a job gets of what it asks for: never more than the job that called its file. */
export function grantedCacheMode(wanted: CacheMode | undefined, ceiling: CacheMode | undefined): CacheMode {
  const [asked, most] = [RIGHTS[wanted ?? ceiling ?? 'write'], RIGHTS[ceiling ?? 'write']];
  const [read, write] = [asked.read && most.read, asked.write && most.write];
  if (read) return write ? 'write' : 'read';
  return write ? 'write-only' : 'none';
}
