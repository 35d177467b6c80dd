import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The page of this command that sends a browser to GitHub with a manifest, and takes it back with a code. */
export interface AppPage {
  url: string;
  /** The code that GitHub handed over; undefined once the page is closed without one. */
  code: Promise<string | undefined>;
  close(): void;
}

interface AppPageOptions {
  /** Where the manifest is posted. */
  newAppPage: string;
  /** The manifest, given where GitHub is to lead back to. */
  manifest(redirectUrl: string): object;
}

/** Serves it on loopback alone. An answer with another state than ours is none of ours, and changes nothing. */
export async function openAppPage({ newAppPage, manifest }: AppPageOptions): Promise<AppPage> {
  const state = randomBytes(24).toString('base64url');
  const { promise: code, resolve } = Promise.withResolvers<string | undefined>();
  const server = createServer((request, response) => {
    const { url = '/', headers } = request as IncomingMessage & { url?: string };
    const { pathname, searchParams } = new URL(url, origin);
    // A name that another site lets point here is not ours.
    if (headers.host !== new URL(origin).host) return answer(response, 421, 'Wrong host.');
    if (pathname === '/') return answer(response, 200, formOf(manifest(`${origin}/made`)));
    if (pathname !== '/made') return answer(response, 404, 'There is nothing here.');
    const given = searchParams.get('code') ?? '';
    if (searchParams.get('state') !== state || given === '') {
      return answer(
        response,
        400,
        'This answer belongs to no question of this command. Begin again on its first page.',
      );
    }
    answer(response, 200, 'GitHub has the App. Go on in the terminal; this page can be closed.');
    resolve(given);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url: origin, code },
    close() {
      resolve(undefined);
      server.close();
      server.closeAllConnections();
    },
  };

  function answer(response: ServerResponse, status: number, content: string): void {
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `default-src 'none'; form-action ${new URL(newAppPage).origin}; frame-ancestors 'none'`,
    });
    response.end(`<!doctype html><html lang="en"><title>AI-Implement setup</title><p>${content}</p></html>`);
  }

  function formOf(asked: object): string {
    const action = `${newAppPage}?state=${state}`;
    const fields = `<input type="hidden" name="manifest" value="${escaped(JSON.stringify(asked))}">`;
    const button = '<button>Go on to GitHub, and create the App there</button>';
    return `<form method="post" action="${escaped(action)}">${fields}${button}</form><pre>${escaped(JSON.stringify(asked, null, 2))}</pre>`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
