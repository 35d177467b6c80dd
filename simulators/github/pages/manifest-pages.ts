import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '../../loopback/escape-html.ts';
import { readBody } from '../../loopback/read-body.ts';
import { PAGE_HEADERS } from '../../pages/page.ts';
import type { World } from '../operations/world.ts';
import type { PageServer } from './page-server.ts';
import { githubPage } from './repository-pages.ts';

/** Where a browser posts the manifest of an App that is to be made, for an account of its own or for an organisation. */
const PATH = /^(?:\/organizations\/([\w.-]+))?\/settings\/apps\/new$/;
const PERSON = 'octocat';

/**
 * The page on which a person makes an App of a manifest: it shows what is asked for, and its button leads back to the
 * redirect address with a code and the state that came.
 */
export function manifestPages(world: World): PageServer {
  const failures: unknown[] = [];
  return {
    failures,
    serve(request, response) {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const [path, organization] = PATH.exec(url.pathname) ?? [];
      if (path === undefined || request.method !== 'POST') return false;
      const owner = organization ?? PERSON;
      answer(world, { owner, url, request, response }).catch((error: unknown) => {
        failures.push(error);
        response.destroy();
      });
      return true;
    },
  };
}

interface Posted {
  owner: string;
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
}

async function answer(world: World, { owner, url, request, response }: Posted): Promise<void> {
  const fields = new URLSearchParams((await readBody(request)).toString('utf8'));
  const manifest = fields.get('manifest') ?? '';
  const state = fields.get('state') ?? url.searchParams.get('state') ?? '';
  const proposed = world.manifests.propose(manifest, owner);
  if ('problems' in proposed) {
    const list = proposed.problems.map((problem) => `<li>${escapeHtml(problem)}</li>`).join('');
    response.writeHead(422, PAGE_HEADERS).end(githubPage('Invalid GitHub App configuration', `<ul>${list}</ul>`));
    return;
  }
  if (fields.get('confirmed') === 'yes') {
    const location = `${proposed.redirectUrl}?${new URLSearchParams({ code: proposed.code, state })}`;
    response.writeHead(303, { location }).end();
    return;
  }
  response
    .writeHead(200, headersFor(proposed.redirectUrl))
    .end(githubPage('Create GitHub App', confirmation(manifest, state)));
}

/** The answer to this form leads to another site, which the policy of all other pages forbids. */
function headersFor(redirectUrl: string) {
  const policy = PAGE_HEADERS['content-security-policy'].replace(
    "form-action 'self'",
    `form-action 'self' ${new URL(redirectUrl).origin}`,
  );
  return { ...PAGE_HEADERS, 'content-security-policy': policy };
}

function confirmation(manifest: string, state: string): string {
  const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  return [
    `<pre>${escapeHtml(manifest)}</pre>`,
    `<form method="post">${hidden('manifest', manifest)}${hidden('state', state)}${hidden('confirmed', 'yes')}`,
    '<button>Create GitHub App</button></form>',
  ].join('');
}
