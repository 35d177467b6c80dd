import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalClock } from '../clock.ts';
import {
  type Fault,
  type FaultBoard,
  faultBoard,
  foreignAnswer,
  type RawAnswer,
  sendAnswer,
} from '../faults/faults.ts';
import { type Kept, startLoopback } from '../loopback/loopback-server.ts';
import { readBody } from '../loopback/read-body.ts';
import { pathOf, sendPage } from '../pages/send-page.ts';
import type { TrackerHook } from '../webhooks/tracker-hook.ts';
import { jiraPage } from './pages.ts';
import { type JiraPeople, peopleOf } from './people.ts';
import { type Answer, outOfScope, rateLimited } from './refusals.ts';
import { type JiraRequestLog, requestLog } from './request-log.ts';
import { answerTo, askedOf, type JiraAccess } from './rest-api.ts';
import { type JiraSeed, stateFromSeed } from './seed.ts';
import { answerToNobody, type JiraSignIn, type JiraTokens, signIn } from './sign-in.ts';
import { openSite, type Site } from './site.ts';
import type { JiraChange, JiraState } from './state.ts';
import { startJiraHook } from './webhooks/jira-hook.ts';
import { WRITE_BURSTS, type WriteBursts, writeBursts } from './write-bursts.ts';

export interface JiraSimulatorOptions {
  clock: Pick<LocalClock, 'now' | 'at'>;
  access: JiraAccess;
  /** Default: any free one. */
  port?: number;
  /** Default: a site without projects. */
  seed?: JiraSeed;
  /** With which deliveries of its webhook are signed. Default: there are none. */
  webhookSecret?: string | undefined;
  /** How long after a write a search shows it, in milliseconds. Default 0. */
  listingLagMs?: number;
  /** Whoever changed something hears of it after this. Default: at once. */
  kept?: Kept | undefined;
}

/** Jira Cloud on loopback, with the moves of the people who use it. */
export interface JiraSimulator extends JiraPeople, JiraTokens, Omit<JiraRequestLog, 'note'> {
  /** The address of the site, and of the gateway for OAuth. */
  url: string;
  port: number;
  faults: FaultBoard;
  hook: TrackerHook;
  /** All that happened to tickets, oldest first. */
  changes(): JiraChange[];
  setListingLag(ms: number): void;
  /** The whole site as plain JSON. */
  export(): JiraState;
  /** Replaces the site by an exported one. */
  import(state: JiraState): void;
  stop(): Promise<void>;
}

/** Starts the simulator; requests and answers are held against the schemas of `jira.js` and of Atlassian's documents. */
export async function startJiraSimulator(options: JiraSimulatorOptions): Promise<JiraSimulator> {
  const { clock, kept } = options;
  const state = stateFromSeed(options.seed ?? { projects: [], repos: [] }, clock.now());
  const faults = faultBoard(clock);
  const { note, ...reading } = requestLog(clock);
  const server = await startLoopback(options.port, undefined, kept);
  const { url, port } = server;
  const { hook, tell, close } = startJiraHook({ clock, secret: options.webhookSecret, kept, state, origin: url });
  const site = openSite(state, { now: clock.now, lagMs: options.listingLagMs ?? 0, onChange: tell });
  const people = peopleOf(site);
  const bursts = writeBursts(WRITE_BURSTS, clock.now);
  const { isAuthentic, isInScope, ...tokens } = signIn(options.access, clock.now);
  const serve = endpoint({ ...options, site, origin: url, faults, note, bursts, isAuthentic, isInScope });
  server.serve((request, response) => {
    const isPage = request.method === 'GET' && /^\/(browse\/|$)/.test(pathOf(request));
    if (isPage) sendPage(response, 'Jira', jiraPage(state, pathOf(request)));
    else serve(request, response).catch((error: unknown) => abandon(request, response, error));
  });
  return {
    ...people,
    ...reading,
    ...tokens,
    url,
    port,
    faults,
    hook,
    changes: () => structuredClone(state.log),
    setListingLag: site.setListingLag,
    export: () => structuredClone(state),
    import: (imported) => void Object.assign(state, structuredClone(imported)),
    async stop() {
      close();
      await server.stop();
    },
  };
}

interface Endpoint extends JiraSimulatorOptions {
  site: Site;
  origin: string;
  faults: FaultBoard;
  note: JiraRequestLog['note'];
  bursts: WriteBursts;
  isAuthentic: JiraSignIn['isAuthentic'];
  isInScope: JiraSignIn['isInScope'];
}

function endpoint(given: Endpoint) {
  const { clock, access, faults, note } = given;
  return async (request: IncomingMessage, response: ServerResponse) => {
    const text = (await readBody(request)).toString('utf8');
    const asked = askedOf(request, access);
    const entry = note(asked.name);
    const fault = faults.take(asked.name);
    if (fault?.kind === 'timeout') return;
    const answer = (fault && foreignAnswer(fault)) ?? faultAnswer(fault, clock.now()) ?? regularAnswer();
    if (fault?.kind === 'lost_answer') return void request.socket.destroy();
    const send = () => {
      entry.status = answer.status;
      sendAnswer(response, (fault && foreignAnswer(fault)) ?? asJson(answer, fault?.headers), fault);
    };
    if (fault?.kind === 'delay') clock.at(clock.now() + (fault.delayMs ?? 0), send);
    else send();

    function regularAnswer(): Answer {
      if (!given.isAuthentic(request, asked)) return answerToNobody(asked);
      if (!given.isInScope(asked)) return outOfScope();
      const wait = asked.operation?.isWrite === true ? given.bursts.admit(asked.path[0] ?? '') : undefined;
      if (wait !== undefined) return rateLimited(wait / 1000, 'jira-per-issue-on-write');
      return answerTo(asked, text, given);
    }
  };
}

/** A rate limit that was ordered as a fault ends with it, or else after a minute. */
function faultAnswer(fault: Fault | undefined, now: number): Answer | undefined {
  if (fault?.kind === 'rate_limited') {
    return rateLimited(((fault.untilAt ?? now + 60_000) - now) / 1000, 'jira-quota-global-based');
  }
  if (fault?.kind === 'status') return { status: fault.status ?? 500, body: fault.body ?? { errorMessages: [] } };
  return undefined;
}

function asJson({ status, headers, body, text }: Answer, extra: Record<string, string> = {}): RawAnswer {
  const type = text === undefined ? 'application/json;charset=UTF-8' : 'text/plain;charset=UTF-8';
  const all = { 'content-type': type, ...headers, ...extra };
  return { status, headers: all, body: text ?? (body === undefined ? '' : JSON.stringify(body)) };
}

/** A caller that hung up in the middle of its request gets nothing; anything else is a mistake of ours. */
function abandon(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (!request.complete) return void request.socket.destroy();
  console.error('the simulator of Jira failed', error);
  response.writeHead(500).end();
}
