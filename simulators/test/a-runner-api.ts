import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Progress, RunReport, type StartAnswer, StartRequest } from '../../shared/contract/runner.ts';
import { aRunContext } from '../../test/builders/a-run-context.ts';

interface Called {
  path: string;
  authorization: string | undefined;
  sessionKey: string | undefined;
  body: unknown;
}

/** A small stand-in for our API: parses what runners send by the contract and keeps it. */
export interface RunnerApi {
  url: string;
  calls: Called[];
  /** Bodies of the calls of one route, parsed. */
  progress(): Progress[];
  results(): RunReport[];
  /** Status codes for the next calls, whatever their route; later ones are answered well. */
  answerNext(...statuses: number[]): void;
  close(): Promise<void>;
}

const SCHEMAS: Record<string, { parse(body: unknown): unknown }> = {
  '/runner/start': StartRequest,
  '/runner/progress': Progress,
  '/runner/result': RunReport,
};
const ANSWERS: Record<string, unknown> = {
  '/runner/start': { sessionKey: 'session-key', context: aRunContext() } satisfies StartAnswer,
  '/runner/result': { status: 'accepted' },
};

export async function aRunnerApi(): Promise<RunnerApi> {
  const calls: Called[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const body = SCHEMAS[path]?.parse(await json(request));
    const { authorization, 'x-session-key': key } = request.headers;
    calls.push({ path, authorization, sessionKey: typeof key === 'string' ? key : undefined, body });
    response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(ANSWERS[path] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bodies = (path: string) => calls.filter((call) => call.path === path).map((call) => call.body);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    progress: () => bodies('/runner/progress') as Progress[],
    results: () => bodies('/runner/result') as RunReport[],
    answerNext: (...next) => void statuses.push(...next),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
