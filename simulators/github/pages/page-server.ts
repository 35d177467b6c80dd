import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../operations/world.ts';
import { fullName } from '../repositories.ts';
import { page } from './page.ts';
import { pullPage } from './pull-page.ts';
import { runPage } from './run-page.ts';

export interface PageServer {
  /** Serves the request if it is for a page that people look at; answers whether it is. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  failures: unknown[];
}

const PATH = /^\/([\w.-]+\/[\w.-]+)\/(actions\/runs|pull)\/(\d+)$/;
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
};

/** What a browser shows at the links that we post: pull requests with their diffs, and workflow runs. */
export function pageServer(world: World): PageServer {
  const failures: unknown[] = [];
  return {
    failures,
    serve(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const [, name = '', kind = '', number = ''] = PATH.exec(pathname) ?? [];
      if (kind === '') return false;
      pageAt(world, name, kind, Number(number))
        .then((found) =>
          response.writeHead(found === undefined ? 404 : 200, HEADERS).end(found ?? page('Not found', '')),
        )
        .catch((error: unknown) => {
          failures.push(error);
          response.destroy();
        });
      return true;
    },
  };
}

async function pageAt(world: World, name: string, kind: string, number: number): Promise<string | undefined> {
  const repository = world.repositories.find((one) => fullName(one) === name);
  if (repository === undefined) return undefined;
  return kind === 'pull' ? pullPage(world, repository, number) : runPage(world, repository, number);
}
