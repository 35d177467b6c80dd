import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Fault, type FaultBoard, foreignAnswer, sendAnswer } from '../../faults/faults.ts';
import type { Actor, AppTokens } from '../app-tokens.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { renamedFrom } from '../renamed.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { HOOK_VARIABLES } from './bare-repository.ts';
import { gitEnvironment } from './git.ts';
import { LFS_PATH, serveLfs } from './lfs-server.ts';
import { type SmartAnswer, smartAnswer } from './smart-http.ts';

export interface GitServer {
  /** Serves the request if it is git's smart HTTP protocol; answers whether it is. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  isBusy(): boolean;
  failures: unknown[];
}

export interface GitServerParts {
  repositories: SimulatedRepository[];
  tokens: AppTokens;
  /** Its operations here: `git/push` and `git/fetch`. */
  faults: FaultBoard;
}

/** One request of git, understood. */
interface GitRequest {
  repository: SimulatedRepository | undefined;
  path: string;
  isPush: boolean;
}

const PATH = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack|\/info\/lfs\/[\w/]+)$/;

/**
 * Serves the bare repositories over HTTP by git itself, to tokens that may read or write contents; and to those what Git LFS keeps.
 */
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
      const answering = asked.path.startsWith(LFS_PATH) ? answerLfs : answer;
      answering(parts, asked, request, response)
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
  const repository =
    repositories.find((one) => fullName(one).toLowerCase() === name.toLowerCase()) ?? renamedFrom(repositories, name);
  const isPush = `${path}${url.search}`.includes('git-receive-pack');
  return { repository, path, isPush };
}

async function answer(
  { tokens, faults }: GitServerParts,
  asked: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admission = admit(tokens, asked, request.headers.authorization);
  if (admission instanceof GitHubProblem) return refuse(admission, asked, request, response);
  // A command of git asks for the refs first; what may fail is the work after that.
  const fault = asked.path === '/info/refs' ? undefined : faults.take(asked.isPush ? 'git/push' : 'git/fetch');
  const isAfterEffect = fault?.kind === 'lost_answer' || fault?.kind === 'cut_off';
  if (fault !== undefined && !isAfterEffect) return fail(fault, request, response);
  const { status, headers, body } = await runGit(admission.gitDir, asked, admission.actor, request);
  if (fault?.kind === 'lost_answer') response.destroy();
  else sendAnswer(response, { status, headers, body }, fault);
}

async function answerLfs(
  { tokens }: GitServerParts,
  asked: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admission = admit(tokens, asked, request.headers.authorization);
  if (admission instanceof GitHubProblem) return refuse(admission, asked, request, response);
  await serveLfs(admission.gitDir, asked.path, request, response);
}

function admit(tokens: AppTokens, { repository, isPush }: GitRequest, authorization: string | undefined) {
  try {
    const needed = { name: 'contents', level: isPush ? 'write' : 'read' } as const;
    const actor = tokens.requirePermission(authorization, repository, needed);
    const gitDir = repository?.gitDir;
    return gitDir === undefined ? notFound() : { actor, gitDir };
  } catch (error) {
    if (error instanceof GitHubProblem) return error;
    throw error;
  }
}

function refuse(problem: GitHubProblem, asked: GitRequest, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const challenge = problem.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
  response.writeHead(problem.status, { 'content-type': 'text/plain; charset=utf-8', ...challenge });
  response.end(words(problem, asked));
}

/** GitHub's words to git, which prints them after `remote: `. */
function words({ status, message }: GitHubProblem, { isPush }: GitRequest): string {
  if (status === 401)
    return 'Invalid username or token. Password authentication is not supported for Git operations.\n';
  if (status === 404) return 'Repository not found.\n';
  if (/archived/.test(message)) return 'This repository was archived so it is read-only.\n';
  return isPush ? 'Write access to repository not granted.\n' : 'Read access to repository not granted.\n';
}

/** Fails without effect. */
function fail(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.kind === 'delay') throw new Error('the simulator does not model that git is answered late');
  request.resume();
  if (fault.kind === 'timeout') return;
  sendAnswer(response, foreignAnswer(fault) ?? { status: fault.status ?? 503, headers: {}, body: '' }, fault);
}

function runGit(gitDir: string, asked: GitRequest, actor: Actor, request: IncomingMessage): Promise<SmartAnswer> {
  const service = asked.isPush ? 'git-receive-pack' : 'git-upload-pack';
  const env = environmentOf(asked, actor);
  return smartAnswer({ gitDir, service, isForRefs: asked.path === '/info/refs', env }, request);
}

/** Of rules that say something about the commits themselves, those about signatures are kept besides. */
const KEPT_RULES = ['creation', 'update', 'pull_request'];

function refsUnder(types: readonly string[], { rulesets = [] }: Pick<SimulatedRepository, 'rulesets'> = {}): string[] {
  const binding = rulesets.filter(
    ({ isBypassed, rules }) => !isBypassed && rules.some(({ type }) => types.includes(type)),
  );
  return binding.map(({ branches }) => `refs/heads/${branches}`);
}

/** What the hooks of a push are told. */
function environmentOf(asked: GitRequest, actor: Actor): Record<string, string> {
  const protectedRefs = (asked.repository?.protectedBranches ?? []).map((branch) => ` refs/heads/${branch} `);
  return {
    ...gitEnvironment(),
    GIT_COMMITTER_NAME: actor.login,
    [HOOK_VARIABLES.protectedRefs]: protectedRefs.join(''),
    [HOOK_VARIABLES.ruledRefs]: refsUnder(KEPT_RULES, asked.repository).join(' '),
    [HOOK_VARIABLES.signedRefs]: refsUnder(['required_signatures'], asked.repository).join(' '),
    [HOOK_VARIABLES.workflows]: actor.permissions['workflows'] ?? '',
  };
}
