import { createServer, type RequestListener } from 'node:http';
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

/** Starts to listen; `port` 0 is any free one. Rejects when the port is taken. */
export async function startLoopback(port = 0, listener?: RequestListener): Promise<LoopbackServer> {
  const server = listener === undefined ? createServer() : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    serve: (later) => void server.on('request', later),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
