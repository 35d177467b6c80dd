import type { IncomingMessage, ServerResponse } from 'node:http';
import { PAGE_HEADERS, page } from './page.ts';

/** Answers a browser's request for a page of a vendor; one that is not there is said so. */
export function sendPage(response: ServerResponse, vendor: string, found: string | undefined): void {
  response.writeHead(found === undefined ? 404 : 200, PAGE_HEADERS);
  response.end(found ?? page(vendor, 'Not found', '<p>There is no such page.</p>'));
}

/** The path of a request for a page, without its query. */
export function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://localhost').pathname;
}
