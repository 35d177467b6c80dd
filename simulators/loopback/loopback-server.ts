import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that only this machine reaches. */
export interface LoopbackServer {
  /** Without a trailing slash. */
  url: string;
  port: number;
  /** Says who answers, where that was not known at the start. */
  serve(listener: RequestListener): void;
  /** Ends with all connections closed. */
  stop(): Promise<void>;
}

/** Waits until what a simulator knows now outlives its process. */
export type Kept = () => Promise<void>;

/**
 * Starts to listen; `port` 0 is any free one. Rejects when the port is taken. With `kept`, whoever changed something hears of it once that
 * is kept: what a vendor answered it never forgets.
 */
export async function startLoopback(port = 0, listener?: RequestListener, kept?: Kept): Promise<LoopbackServer> {
  const server = listener === undefined ? createServer() : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    serve: (later) =>
      void server.on('request', (request, response) => {
        if (kept !== undefined && request.method !== 'GET') endAfter(response, kept);
        later(request, response);
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer that nobody can wait for is none: the connection is closed. */
function endAfter(response: ServerResponse, kept: Kept): void {
  const end = response.end.bind(response) as (...parts: unknown[]) => void;
  response.end = (...parts: unknown[]) => {
    kept().then(
      () => end(...parts),
      () => response.destroy(),
    );
    return response;
  };
}
