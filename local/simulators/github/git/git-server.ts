import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Actor, AppTokens } from '../app-tokens.ts';
import { GitHubProblem } from '../problem.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { HOOK_VARIABLES } from './bare-repository.ts';
import { gitEnvironment } from './git.ts';

export interface GitServer {
  /** Serves the request if it is git's smart HTTP protocol; answers whether it is. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  isBusy(): boolean;
  failures: unknown[];
}

export interface GitServerParts {
  repositories: SimulatedRepository[];
  tokens: AppTokens;
}

/** One request of git, understood. */
interface GitRequest {
  repository: SimulatedRepository | undefined;
  path: string;
  search: string;
  isPush: boolean;
}

const PATH = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/;

/** Serves the bare repositories over HTTP with git's own `http-backend`, to tokens that may read or write contents. */
export function gitServer(parts: GitServerParts): GitServer {
  const failures: unknown[] = [];
  let serving = 0;
  return {
    failures,
    isBusy: () => serving > 0,
    serve(request, response) {
      const asked = understood(parts.repositories, request);
      if (asked === undefined) return false;
      serving += 1;
      answer(parts, asked, request, response)
        .catch((error: unknown) => {
          failures.push(error);
          response.destroy();
        })
        .finally(() => {
          serving -= 1;
        });
      return true;
    },
  };
}

function understood(repositories: SimulatedRepository[], request: IncomingMessage): GitRequest | undefined {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, name = '', path = ''] = PATH.exec(url.pathname) ?? [];
  if (path === '') return undefined;
  const repository = repositories.find((one) => fullName(one).toLowerCase() === name.toLowerCase());
  const isPush = `${path}${url.search}`.includes('git-receive-pack');
  return { repository, path, search: url.search.slice(1), isPush };
}

async function answer(
  { tokens }: GitServerParts,
  asked: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const needed = { name: 'contents', level: asked.isPush ? 'write' : 'read' } as const;
    const actor = tokens.requirePermission(request.headers.authorization, asked.repository, needed);
    const gitDir = asked.repository?.gitDir;
    if (gitDir === undefined) throw new GitHubProblem(404, 'Not Found');
    await runBackend(gitDir, asked, actor, request, response);
  } catch (error) {
    if (!(error instanceof GitHubProblem)) throw error;
    request.resume();
    const challenge = error.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
    response.writeHead(error.status, { 'content-type': 'text/plain; charset=utf-8', ...challenge });
    response.end(words(error, asked));
  }
}

/** GitHub's words to git, which prints them after `remote: `. */
function words({ status }: GitHubProblem, { isPush }: GitRequest): string {
  if (status === 401)
    return 'Invalid username or token. Password authentication is not supported for Git operations.\n';
  if (status === 404) return 'Repository not found.\n';
  return isPush ? 'Write access to repository not granted.\n' : 'Read access to repository not granted.\n';
}

async function runBackend(
  gitDir: string,
  asked: GitRequest,
  actor: Actor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const child = spawn('git', ['http-backend'], { env: backendEnvironment(gitDir, asked, actor, request) });
  child.stdin.on('error', () => {});
  request.pipe(child.stdin);
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  const [printed] = await Promise.all([buffer(child.stdout), ended]);
  const end = printed.indexOf('\r\n\r\n');
  if (end < 0) throw new Error('git http-backend answered nothing');
  const { status = '200', ...headers } = headersOf(printed.subarray(0, end).toString('latin1'));
  response.writeHead(Number.parseInt(status, 10), headers).end(printed.subarray(end + 4));
}

function headersOf(text: string): Record<string, string> {
  const lines = text.split('\r\n').map((line) => /^([^:]+): *(.*)$/.exec(line) ?? []);
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name.toLowerCase(), value]));
}

/** The variables of CGI; those that a request leaves out are absent. */
function backendEnvironment(
  gitDir: string,
  asked: GitRequest,
  actor: Actor,
  request: IncomingMessage,
): Record<string, string> {
  const { headers } = request;
  const protectedRefs = (asked.repository?.protectedBranches ?? []).map((branch) => ` refs/heads/${branch} `);
  const optional = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol']?.toString(),
  };
  return {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: gitDir,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: asked.path,
    QUERY_STRING: asked.search,
    REMOTE_USER: actor.login,
    [HOOK_VARIABLES.protectedRefs]: protectedRefs.join(''),
    [HOOK_VARIABLES.workflows]: actor.permissions['workflows'] ?? '',
    ...Object.fromEntries(
      Object.entries(optional).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}
