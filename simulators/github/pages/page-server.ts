import type { IncomingMessage, ServerResponse } from 'node:http';
import { PAGE_HEADERS } from '../../pages/page.ts';
import type { World } from '../operations/world.ts';
import { renamedFrom } from '../renamed.ts';
import { fullName } from '../repositories.ts';
import { pullPage } from './pull-page.ts';
import { actionsPage, githubPage, homePage, pullsPage, repositoryPage } from './repository-pages.ts';
import { runPage } from './run-page.ts';

export interface PageServer {
  /** Serves the request if it is for a page that people look at; answers whether it is. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  failures: unknown[];
}

/** `/owner/name`, and what is below it. */
const PATH = /^\/([\w.-]+\/[\w.-]+)(?:\/(pulls|actions|actions\/runs\/(\d+)|pull\/(\d+)(?:\/files)?))?\/?$/;

/** What a browser shows at the links that we post: pull requests with their diffs, and workflow runs. */
export function pageServer(world: World): PageServer {
  const failures: unknown[] = [];
  return {
    failures,
    serve(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const asked = request.method === 'GET' ? askedOf(world, pathname) : undefined;
      if (asked === undefined) return false;
      asked()
        .then((found) =>
          response
            .writeHead(found === undefined ? 404 : 200, PAGE_HEADERS)
            .end(found ?? githubPage('Not found', '<p>There is no such page.</p>')),
        )
        .catch((error: unknown) => {
          failures.push(error);
          response.destroy();
        });
      return true;
    },
  };
}

type Page = () => Promise<string | undefined>;

/** What makes the page, which may not be there; undefined where the path is for the API. */
function askedOf(world: World, pathname: string): Page | undefined {
  if (pathname === '/') return async () => homePage(world);
  const [, name = '', kind, run, pull] = PATH.exec(pathname) ?? [];
  const { repositories } = world;
  const repository = repositories.find((one) => fullName(one) === name) ?? renamedFrom(repositories, name);
  if (repository === undefined) return run === undefined && pull === undefined ? undefined : async () => undefined;
  if (run !== undefined) return async () => runPage(world, repository, Number(run));
  if (pull !== undefined) return () => pullPage(world, repository, Number(pull));
  if (kind === 'pulls') return () => pullsPage(world, repository);
  return async () => (kind === 'actions' ? actionsPage(world, repository) : repositoryPage(repository));
}
