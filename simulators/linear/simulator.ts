import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalClock } from '../clock.ts';
import { type Fault, type FaultBoard, faultBoard, foreignAnswer, sendAnswer } from '../faults/faults.ts';
import { type Kept, startLoopback } from '../loopback/loopback-server.ts';
import { readBody } from '../loopback/read-body.ts';
import { pathOf, sendPage } from '../pages/send-page.ts';
import type { TrackerHook } from '../webhooks/tracker-hook.ts';
import { type Answer, linearSchema, prepare } from './api.ts';
import { MAX_COMPLEXITY } from './complexity.ts';
import { linearPage } from './pages.ts';
import { type LinearPeople, peopleOf } from './people.ts';
import { API_KEY_LIMITS, type RateLimits, rateLimiter } from './rate-limit.ts';
import { internalError, rateLimited, tooComplex, unauthenticated } from './refusals.ts';
import { type LinearSeed, stateFromSeed } from './seed.ts';
import type { LinearChange, LinearState } from './state.ts';
import { startLinearHook } from './webhooks/linear-hook.ts';
import { webhookDesk } from './webhooks/webhook-desk.ts';
import { openWorkspace } from './workspace.ts';

export interface LinearSimulatorOptions {
  clock: Pick<LocalClock, 'now' | 'at'>;
  apiKey: string;
  /** Default: any free one. */
  port?: number;
  /** Default: a workspace without teams. */
  seed?: LinearSeed;
  limits?: RateLimits;
  /** With which deliveries of its webhook are signed. Default: there are none. */
  webhookSecret?: string | undefined;
  /** How long after a write listings show it, in milliseconds. Default 0. */
  listingLagMs?: number;
  /** Whoever changed something hears of it after this. Default: at once. */
  kept?: Kept | undefined;
}

/** One request, as the server saw it. `operation` is the GraphQL operation name, empty when it had none. */
interface RequestSeen {
  at: string;
  operation: string;
  complexity: number;
  /** The HTTP status answered; 0 when the connection was dropped or left without an answer. */
  status: number;
}

interface RequestCounts {
  /** Since the start. */
  total: number;
  sinceReset: number;
  /** Since the last reset, by operation name. */
  byOperation: Record<string, number>;
  /** Since the last reset, the highest complexity by operation name. */
  complexityByOperation: Record<string, number>;
}

/** Linear on loopback, with the moves of the people who use it. */
export interface LinearSimulator extends LinearPeople {
  /** The address of the GraphQL endpoint. */
  url: string;
  port: number;
  faults: FaultBoard;
  hook: TrackerHook;
  /** Whether the account of the API key administers the workspace from now on. */
  setAdministrator(isOne: boolean): void;
  counts(): RequestCounts;
  /** Requests since the last reset, oldest first. */
  requests(): RequestSeen[];
  resetCounts(): void;
  /** All that happened to tickets, oldest first. */
  changes(): LinearChange[];
  setListingLag(ms: number): void;
  /** The whole workspace as plain JSON. */
  export(): LinearState;
  /** Replaces the workspace by an exported one. */
  import(state: LinearState): void;
  stop(): Promise<void>;
}

/** Starts the simulator; the schema is Linear's own, and whatever does not fit it is refused. */
export async function startLinearSimulator(options: LinearSimulatorOptions): Promise<LinearSimulator> {
  const { clock, kept } = options;
  // Built here, so that the first request does not wait for it.
  linearSchema();
  const state = stateFromSeed(options.seed ?? { teams: [] }, clock.now());
  const faults = faultBoard(clock);
  const seen = requestLog(clock);
  const server = await startLoopback(options.port, undefined, kept);
  const { url: origin, port } = server;
  const ticketUrl = (key: string) => `${origin}/issue/${key}`;
  const { hook, tell, close } = startLinearHook({ clock, secret: options.webhookSecret, kept, state, ticketUrl });
  const lagMs = options.listingLagMs ?? 0;
  const webhooks = webhookDesk(state, { now: clock.now, pointTo: hook.pointTo });
  const workspace = openWorkspace(state, { now: clock.now, lagMs, onChange: tell });
  const people = peopleOf(workspace);
  const serve = endpoint({
    ...options,
    faults,
    seen,
    limiter: rateLimiter(options.limits ?? API_KEY_LIMITS, clock.now),
    served: { workspace, ticketUrl, webhooks },
  });
  server.serve((request, response) => {
    if (request.method === 'GET') sendPage(response, 'Linear', linearPage(state, pathOf(request)));
    else if (request.method === 'POST' && request.url === '/graphql') serve(request, response).catch(abandon);
    else response.writeHead(404).end();

    function abandon(error: unknown) {
      // A caller that hung up in the middle of its request gets nothing; anything else is a mistake of ours.
      if (!request.complete) return void request.socket.destroy();
      console.error('the simulator of Linear failed', error);
      response.writeHead(500).end();
    }
  });
  return {
    ...people,
    ...seen.reading,
    url: `${origin}/graphql`,
    port,
    faults,
    hook,
    setAdministrator(isOne) {
      webhooks.mayAdminister = isOne;
    },
    changes: () => structuredClone(state.log),
    setListingLag: workspace.setListingLag,
    export: () => structuredClone(state),
    import: (imported) => void Object.assign(state, structuredClone(imported)),
    async stop() {
      close();
      await server.stop();
    },
  };
}

interface Endpoint extends Pick<LinearSimulatorOptions, 'apiKey' | 'clock'> {
  faults: FaultBoard;
  limiter: ReturnType<typeof rateLimiter>;
  seen: ReturnType<typeof requestLog>;
  served: Parameters<typeof prepare>[0];
}

function endpoint(given: Endpoint) {
  const { clock, faults, limiter, seen } = given;
  return async (request: IncomingMessage, response: ServerResponse) => {
    const prepared = prepare(given.served, (await readBody(request)).toString('utf8'));
    const complexity = 'refusal' in prepared ? 0 : prepared.complexity;
    const entry = seen.note(prepared.operationName, complexity);
    const fault = faults.take(prepared.operationName);
    if (fault?.kind === 'timeout') return;
    const foreign = fault && foreignAnswer(fault);
    const answer = foreign ?? faultAnswer(fault) ?? (await regularAnswer());
    if (fault?.kind === 'lost_answer') return void request.socket.destroy();
    const send = () => {
      entry.status = answer.status;
      const headers = { ...limiter.headers(complexity), ...limitHeaders(fault, clock.now()), ...fault?.headers };
      const type = { 'content-type': 'application/json; charset=utf-8' };
      const own = { status: answer.status, headers: { ...type, ...headers }, body: JSON.stringify(answer.body) };
      sendAnswer(response, foreign ?? own, fault);
    };
    if (fault?.kind === 'delay') clock.at(clock.now() + (fault.delayMs ?? 0), send);
    else send();

    async function regularAnswer(): Promise<Answer> {
      if (request.headers.authorization !== given.apiKey) return unauthenticated();
      if (!limiter.admit(complexity)) return rateLimited();
      if ('refusal' in prepared) return prepared.refusal;
      if (complexity > MAX_COMPLEXITY) return tooComplex(complexity);
      return prepared.execute();
    }
  };
}

function faultAnswer(fault: Fault | undefined): Answer | undefined {
  if (fault?.kind === 'rate_limited') return rateLimited();
  if (fault?.kind === 'status') return { status: fault.status ?? 500, body: fault.body ?? internalError().body };
  return undefined;
}

/** A rate limit that was ordered as a fault ends with it, or else after a minute. */
function limitHeaders(fault: Fault | undefined, now: number): Record<string, string> {
  if (fault?.kind !== 'rate_limited') return {};
  return {
    'X-RateLimit-Requests-Remaining': '0',
    'X-RateLimit-Requests-Reset': String(fault.untilAt ?? now + 60_000),
  };
}

const KEPT_REQUESTS = 5000;

function requestLog(clock: Pick<LocalClock, 'now'>) {
  let total = 0;
  let requests: RequestSeen[] = [];
  return {
    note(operation: string, complexity: number): RequestSeen {
      const entry = { at: new Date(clock.now()).toISOString(), operation, complexity, status: 0 };
      total += 1;
      requests.push(entry);
      if (requests.length > KEPT_REQUESTS) requests.shift();
      return entry;
    },
    reading: {
      requests: () => structuredClone(requests),
      resetCounts() {
        requests = [];
      },
      counts(): RequestCounts {
        const byOperation: Record<string, number> = {};
        const complexityByOperation: Record<string, number> = {};
        for (const { operation, complexity } of requests) {
          byOperation[operation] = (byOperation[operation] ?? 0) + 1;
          complexityByOperation[operation] = Math.max(complexityByOperation[operation] ?? 0, complexity);
        }
        return { total, sinceReset: requests.length, byOperation, complexityByOperation };
      },
    },
  };
}
