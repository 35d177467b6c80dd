import type { IncomingMessage } from 'node:http';

/** The whole body of a request; throws when the client goes away before it is complete. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
