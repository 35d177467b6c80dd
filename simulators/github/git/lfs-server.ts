import { createReadStream, existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';

export const LFS_PATH = '/info/lfs/';
const OBJECTS = `${LFS_PATH}objects/`;
const TYPE = 'application/vnd.git-lfs+json';

/** https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md */
const Batch = z.object({
  operation: z.enum(['download', 'upload']),
  objects: z.array(z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int() })),
});

/** Where an object of Git LFS lies in a bare repository. */
export function lfsObject(gitDir: string, oid: string): string {
  return join(gitDir, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid);
}

/** Hands out what Git LFS keeps beside a repository. Nothing is taken: what a run may bring, it does not bring there. */
export async function serveLfs(
  gitDir: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'POST' && path === `${OBJECTS}batch`) return answerBatch(gitDir, request, response);
  const file = lfsObject(gitDir, path.slice(OBJECTS.length));
  if (request.method !== 'GET' || !path.startsWith(OBJECTS) || !existsSync(file)) return answer(response, 404, {});
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  await pipeline(createReadStream(file), response);
}

async function answerBatch(gitDir: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { operation, objects } = Batch.parse(await json(request));
  if (operation === 'upload') return answer(response, 403, { message: 'The simulator takes no objects of Git LFS.' });
  const here = `http://${request.headers.host}${(request.url ?? '').replace(/batch$/, '')}`;
  const answers = objects.map(({ oid, size }) =>
    existsSync(lfsObject(gitDir, oid))
      ? { oid, size, actions: { download: { href: `${here}${oid}` } } }
      : { oid, size, error: { code: 404, message: 'Object does not exist on the server' } },
  );
  return answer(response, 200, { transfer: 'basic', objects: answers });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': TYPE }).end(JSON.stringify(body));
}
