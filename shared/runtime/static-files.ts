import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { OPEN_API_FILE } from '../contract/admin-routes.ts';
import { AppError } from '../domain/errors.ts';
import { acceptsEncoding } from './accepted-encoding.ts';
import type { AdminAnswer } from './admin-guards.ts';

/** Answers the file of this name in the best encoding that the browser accepts. */
export type StaticFiles = (name: string, acceptEncoding: string) => Promise<AdminAnswer>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;
/** Nothing but our own files: no inline script or style, no frame, no other host. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
const INDEX = 'index.html';
const UNHASHED = [INDEX, OPEN_API_FILE];

/**
 * Serves a folder of built files, with the variants (`.br`, `.gz`) that lie beside them, since HTTP APIs do not
 * compress. A name without an extension is a page of the UI, which `index.html` shows.
 */
export function staticFiles(folder: URL): StaticFiles {
  let listing: Promise<Set<string>> | undefined;
  const names = () => {
    listing ??= readdir(folder).then((found) => new Set(found));
    return listing;
  };
  return async (path, acceptEncoding) => {
    const name = extname(path) === '' ? INDEX : path;
    const present = await names();
    const type = TYPES[extname(name)];
    // Only names that were listed are read, so that no path leads out of the folder.
    if (type === undefined || !present.has(name)) throw new AppError('not_found', 'there is no such file');
    const encoding = ENCODINGS.find(
      (one) => acceptsEncoding(acceptEncoding, one.name) && present.has(name + one.suffix),
    );
    const bytes = await readFile(new URL(name + (encoding?.suffix ?? ''), folder));
    const headers = { ...headersOf(name, type), ...(encoding && { 'content-encoding': encoding.name }) };
    return { statusCode: 200, headers, body: bytes.toString('base64'), isBase64Encoded: true };
  };
}

function headersOf(name: string, type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    // Names carry a hash of what is inside, except the page that names them, and what others ask for by its name.
    'cache-control': UNHASHED.includes(name) ? 'no-store' : 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  };
}
