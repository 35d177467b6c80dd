import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '../../loopback/escape-html.ts';
import { readBody } from '../../loopback/read-body.ts';
import { link, PAGE_HEADERS } from '../../pages/page.ts';
import type { World } from '../operations/world.ts';
import type { GitHubPeople } from '../people.ts';
import { renamedFrom } from '../renamed.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { FormError, followForm } from './pull-acts.ts';
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

/** What a browser shows at the links that we post: pull requests with their diffs and what people can do there, and workflow runs. */
export function pageServer(world: World, people: GitHubPeople): PageServer {
  const failures: unknown[] = [];
  return {
    failures,
    serve(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const answering =
        request.method === 'POST'
          ? followed({ world, people }, pathname, request, response)
          : shown(request.method === 'GET' ? askedOf(world, pathname) : undefined, response);
      answering?.catch((error: unknown) => {
        failures.push(error);
        response.destroy();
      });
      return answering !== undefined;
    },
  };
}

function shown(asked: Page | undefined, response: ServerResponse): Promise<void> | undefined {
  return asked?.().then((found) => {
    const content = found ?? githubPage('Not found', '<p>There is no such page.</p>');
    response.writeHead(found === undefined ? 404 : 200, PAGE_HEADERS).end(content);
  });
}

/** Does what a form of a pull request says, and leads back to its page; undefined where the path has no form. */
function followed(
  { world, people }: { world: World; people: GitHubPeople },
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> | undefined {
  const [, name = '', , , number] = PATH.exec(pathname) ?? [];
  const repository = number === undefined ? undefined : named(world, name);
  if (repository === undefined) return undefined;
  const refuse = (status: number, words: string) => {
    const back = `<p>${escapeHtml(words)}</p><p>${link(pathname, 'Back')}</p>`;
    response.writeHead(status, PAGE_HEADERS).end(githubPage('Not done', back));
  };
  return readBody(request).then(async (body) => {
    // Another site that a person has open is not that person.
    const { origin, host } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`) return refuse(403, 'The form is of another site.');
    try {
      const fields = new URLSearchParams(body.toString('utf8'));
      await followForm(people, { repository: fullName(repository), number: Number(number) }, fields);
      response.writeHead(303, { location: pathname }).end();
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      refuse(422, error.message);
    }
  });
}

type Page = () => Promise<string | undefined>;

/** What makes the page, which may not be there; undefined where the path is for the API. */
function askedOf(world: World, pathname: string): Page | undefined {
  if (pathname === '/') return async () => homePage(world);
  const [, name = '', kind, run, pull] = PATH.exec(pathname) ?? [];
  const repository = named(world, name);
  if (repository === undefined) return run === undefined && pull === undefined ? undefined : async () => undefined;
  if (run !== undefined) return async () => runPage(world, repository, Number(run));
  if (pull !== undefined) return () => pullPage(world, repository, Number(pull));
  if (kind === 'pulls') return () => pullsPage(world, repository);
  return async () => (kind === 'actions' ? actionsPage(world, repository) : repositoryPage(repository));
}

function named({ repositories }: World, name: string): SimulatedRepository | undefined {
  return repositories.find((one) => fullName(one) === name) ?? renamedFrom(repositories, name);
}
