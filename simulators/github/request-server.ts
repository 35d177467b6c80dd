import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LocalClock } from '../clock.ts';
import { type Fault, type FaultBoard, foreignAnswer, sendAnswer } from '../faults/faults.ts';
import type { AskedOperation, Description } from './description.ts';
import { answerGraphql } from './graphql.ts';
import type { Json } from './json-schema.ts';
import type { CheckedRequest, OperationAnswer, World } from './operations/world.ts';
import { HANDLERS } from './operations.ts';
import { GitHubProblem } from './problem.ts';
import { movedTo, nameOfId } from './renamed.ts';

/** An answer, or `drop` when the connection ends without one, or `silence` when it stays open. */
type Outcome = (OperationAnswer & { fault?: Fault | undefined }) | 'drop' | 'silence';

export interface Counters {
  /** Served or failed requests by operation id, without those for tokens. */
  requests: Record<string, number>;
  /** Installation tokens that were minted. */
  mintings: number;
  /** Requests that named no version of the API. */
  unversioned: number;
  /** Requests that the description or the simulator does not know, with what was wrong. */
  refusals: string[];
}

export interface RequestServer {
  serve(request: IncomingMessage, response: ServerResponse): void;
  counters(): Counters;
  failures: unknown[];
  isBusy(): boolean;
  close(): void;
}

export interface RequestServerParts {
  world: World;
  description: Description;
  faults: FaultBoard;
  clock: Pick<LocalClock, 'now' | 'at'>;
}

/** Serves the API: recognises the operation, applies a fault, checks the form, acts, and checks its own answer. */
export function requestServer(parts: RequestServerParts): RequestServer {
  const counters: Counters = { requests: {}, mintings: 0, unversioned: 0, refusals: [] };
  const failures: unknown[] = [];
  const waits = new Set<() => void>();
  let serving = 0;
  const wait = (ms: number) => {
    serving -= 1;
    return new Promise<void>((resolve) => {
      const cancel = parts.clock.at(parts.clock.now() + ms, () => {
        waits.delete(cancel);
        serving += 1;
        resolve();
      });
      waits.add(cancel);
    });
  };
  return {
    failures,
    isBusy: () => serving > 0,
    counters: () => structuredClone(counters),
    close() {
      for (const cancel of waits) cancel();
    },
    serve(request, response) {
      serving += 1;
      void outcomeOf(parts, counters, wait, request)
        .catch((error: unknown): Outcome => {
          failures.push(error);
          return { status: 500, body: { message: 'The simulator failed.' } };
        })
        .then((outcome) => answer(parts, response, outcome))
        .finally(() => {
          serving -= 1;
        });
    },
  };
}

function answer({ clock }: RequestServerParts, response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'silence') return;
  if (outcome === 'drop') {
    response.destroy();
    return;
  }
  const { status, fault } = outcome;
  const body = outcome.body === undefined ? (outcome.text ?? '') : JSON.stringify(outcome.body);
  const headers: Record<string, string> = { date: new Date(clock.now()).toUTCString(), ...outcome.headers };
  if (outcome.body !== undefined) headers['content-type'] = 'application/json; charset=utf-8';
  sendAnswer(response, { status, headers, body }, fault);
}

async function outcomeOf(
  parts: RequestServerParts,
  counters: Counters,
  wait: (ms: number) => Promise<void>,
  request: IncomingMessage,
): Promise<Outcome> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const raw = await text(request);
  const moved = movedTo(parts.world, url);
  if (moved !== undefined) return failure(moved);
  const served = servedBy(parts, counters, url, raw, request);
  if (served === undefined) {
    counters.refusals.push(`${request.method} ${url.pathname} is not in the description`);
    return failure(new GitHubProblem(404, 'Not Found'));
  }
  const { id } = served;
  const isMinting = id.startsWith('apps/');
  count(counters, id, request);
  const fault = parts.faults.take(id);
  const early = fault === undefined ? undefined : withoutEffect(fault);
  if (early !== undefined) return early;
  const outcome = await served.act();
  if (isMinting && outcome.status === 201) counters.mintings += 1;
  if (fault?.kind === 'lost_answer') return 'drop';
  if (fault?.kind === 'delay') await wait(fault.delayMs ?? 0);
  return { ...outcome, fault };
}

function count(counters: Counters, id: string, { headers }: IncomingMessage): void {
  if (headers['x-github-api-version'] === undefined) counters.unversioned += 1;
  if (!id.startsWith('apps/')) counters.requests[id] = (counters.requests[id] ?? 0) + 1;
}

interface Served {
  /** The operation's id; GraphQL is one operation, `graphql`. */
  id: string;
  act(): Promise<OperationAnswer>;
}

function servedBy(
  parts: RequestServerParts,
  counters: Counters,
  url: URL,
  raw: string,
  request: IncomingMessage,
): Served | undefined {
  if (request.method === 'POST' && url.pathname === '/graphql') {
    const { authorization } = request.headers;
    return { id: 'graphql', act: () => answerGraphql(parts.world, { raw, authorization }) };
  }
  const asked = parts.description.find(request.method ?? '', nameOfId(parts.world, url.pathname));
  if (asked === undefined) return undefined;
  return { id: asked.operation.id, act: () => checkedOutcome(parts, counters, asked, url, raw, request) };
}

function withoutEffect(fault: Fault): Outcome | undefined {
  const headers = fault.headers ?? {};
  if (fault.kind === 'timeout') return 'silence';
  const foreign = foreignAnswer(fault);
  if (foreign !== undefined) return { status: foreign.status, headers: foreign.headers, text: String(foreign.body) };
  if (fault.kind === 'status') {
    const body = (fault.body ?? { message: 'Simulated fault' }) as Json;
    return { status: fault.status ?? 500, body, headers };
  }
  if (fault.kind !== 'rate_limited') return undefined;
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return failure(new GitHubProblem(fault.status ?? 403, message, { 'retry-after': '60', ...headers }));
}

function failure(problem: GitHubProblem): OperationAnswer {
  const errors = problem.errors === undefined ? {} : { errors: problem.errors };
  const body = { message: problem.message, ...errors, documentation_url: 'https://docs.github.com/rest' };
  return { status: problem.status, body, headers: problem.headers };
}

async function checkedOutcome(
  { world, description }: RequestServerParts,
  counters: Counters,
  asked: AskedOperation,
  url: URL,
  raw: string,
  request: IncomingMessage,
): Promise<OperationAnswer> {
  const query = Object.fromEntries(url.searchParams);
  const { authorization, accept = '' } = request.headers;
  try {
    if (request.headers['user-agent'] === undefined) throw new GitHubProblem(403, 'Request forbidden: no User-Agent');
    requireVersion(request);
    const body = parsed(raw);
    const problems = description.requestProblems(asked, query, body);
    if (problems.length > 0) throw refusal(counters, problems);
    return checkedAnswer(description, asked, await act(world, { asked, query, body, authorization, accept }));
  } catch (error) {
    if (error instanceof GitHubProblem) return checkedAnswer(description, asked, failure(error));
    throw error;
  }
}

function parsed(raw: string): Json | undefined {
  if (raw === '') return undefined;
  try {
    return JSON.parse(raw) as Json;
  } catch {
    throw new GitHubProblem(400, 'Problems parsing JSON');
  }
}

function refusal(counters: Counters, problems: string[]): GitHubProblem {
  counters.refusals.push(...problems);
  return new GitHubProblem(422, `Invalid request.\n\n${problems.join('\n')}`);
}

function act(world: World, request: CheckedRequest): OperationAnswer | Promise<OperationAnswer> {
  const handler = HANDLERS[request.asked.operation.id];
  if (handler === undefined) throw new Error(`no handler for ${request.asked.operation.id}`);
  return handler(world, request);
}

function checkedAnswer(description: Description, asked: AskedOperation, outcome: OperationAnswer): OperationAnswer {
  if (outcome.text !== undefined) return outcome;
  const problems = description.answerProblems(asked.operation, outcome.status, outcome.body);
  if (problems.length === 0) return outcome;
  throw new Error(`the simulator's answer breaks the description: ${problems.join('; ')}`);
}

const VERSIONS = ['2022-11-28', '2026-03-10'];

/** A request without a version is served as the oldest. https://docs.github.com/rest/about-the-rest-api/api-versions */
function requireVersion({ headers }: IncomingMessage): void {
  const version = headers['x-github-api-version'] ?? VERSIONS[0] ?? '';
  if (!VERSIONS.includes(String(version))) throw new GitHubProblem(400, 'The API version is not supported.');
}
