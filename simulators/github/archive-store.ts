import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalClock } from '../clock.ts';

/** Where archives lie that GitHub leads to: a store beside it, for whoever has the address, for a minute. */
export interface ArchiveStore {
  /** Answers the address. */
  put(archive: Uint8Array): string;
  /** Serves the request if it is for an archive; answers whether it is. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
}

const LIFE_MS = 60_000;
const PATH = /^\/archive-store\/([0-9a-f-]{36})$/;

/** https://docs.github.com/rest/actions/artifacts#download-an-artifact */
export function archiveStore(clock: Pick<LocalClock, 'now'>, url: string): ArchiveStore {
  const kept = new Map<string, { archive: Uint8Array; until: number }>();
  // Another origin, as with GitHub: what is meant for the one is nothing for the other.
  const base = `http://localhost:${new URL(url).port}`;
  return {
    put(archive) {
      const key = randomUUID();
      kept.set(key, { archive, until: clock.now() + LIFE_MS });
      return `${base}/archive-store/${key}`;
    },
    serve({ url: path = '/', headers }, response) {
      const key = PATH.exec(path)?.[1];
      if (key === undefined) return false;
      const found = kept.get(key);
      // It takes the address for the permission, and refuses any other.
      const status =
        headers.authorization !== undefined ? 400 : found === undefined || found.until < clock.now() ? 403 : 200;
      response.writeHead(status, { 'content-type': 'application/zip' });
      response.end(status === 200 ? found?.archive : undefined);
      return true;
    },
  };
}
