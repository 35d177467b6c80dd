import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';
import { adminRouter } from '../../shared/runtime/admin-router.ts';
import { guardedRouter, operationRoutes } from '../../shared/runtime/guarded-router.ts';
import { staticFiles } from '../../shared/runtime/static-files.ts';
import type { AdminWorld } from '../functions/admin/an-admin-world.ts';
import { anHttpEvent } from '../functions/admin/an-http-event.ts';

export interface ServedSite {
  url: string;
  close: () => Promise<void>;
}

/** Serves the built UI in `folder` and the API over `world` on a loopback port, as API Gateway would. */
export async function serveSite(world: AdminWorld, folder: string): Promise<ServedSite> {
  const files = staticFiles(pathToFileURL(`${folder}/`));
  const admin = adminRouter({ operationsFor: world.operationsFor, sessions: world.session, files });
  const templates = guardedRouter(operationRoutes(world.templateOperationsFor), world.session);
  const server = createServer(async (request, response) => {
    const event = await eventOf(request);
    // The API sends the addresses of this function to it, and all others to the admin function.
    const route = /\/(templates|sync)$/.test(event.rawPath) ? templates : admin;
    const answer = await route(event, {} as Context);
    const cookies = answer.cookies === undefined ? {} : { 'set-cookie': answer.cookies };
    response.writeHead(answer.statusCode, { ...answer.headers, ...cookies });
    response.end(Buffer.from(answer.body, answer.isBase64Encoded === true ? 'base64' : 'utf8'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

async function eventOf(request: IncomingMessage) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site.test');
  const { cookie, ...headers } = request.headers;
  return anHttpEvent({
    method: request.method ?? 'GET',
    path: pathname,
    headers: { ...(headers as Record<string, string>), 'x-forwarded-proto': 'http' },
    cookies: cookie?.split('; ') ?? [],
    query: Object.fromEntries(searchParams),
    body: (await buffer(request)).toString('utf8'),
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
