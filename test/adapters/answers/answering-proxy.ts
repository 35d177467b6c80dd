import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { BrokenAnswer } from './broken-answers.ts';

interface Request {
  method: string;
  /** With the query. */
  path: string;
  body: string;
}

export interface AnsweringProxy {
  url: string;
  /** From now on this decides; undefined for a request that the service is to answer. */
  answerWith(decide: (request: Request) => BrokenAnswer | undefined): void;
  stop(): Promise<void>;
}

/** Stands before a service (a simulator), and answers in its stead what it is told to. Answers on loopback only. */
export async function startAnsweringProxy(serviceUrl: string): Promise<AnsweringProxy> {
  let decide: (request: Request) => BrokenAnswer | undefined = () => undefined;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = 'GET', url: path = '/' } = request;
    const answer = decide({ method, path, body: body.toString('utf8') });
    const own = answer?.status === undefined ? await passedOn(`${serviceUrl}${path}`, request, body) : undefined;
    send(response, { ...own, ...answer });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith(decision) {
      decide = decision;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Set anew by whoever sends on. */
const OF_THE_HOP = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'content-encoding'];

async function passedOn(
  url: string,
  { method = 'GET', headers }: IncomingMessage,
  body: Buffer,
): Promise<BrokenAnswer> {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    OF_THE_HOP.includes(name) ? [] : [[name, String(value)] as [string, string]],
  );
  const answer = await fetch(url, {
    ...{ method, headers: sent, redirect: 'manual' },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const received = [...answer.headers].filter(([name]) => !OF_THE_HOP.includes(name));
  return { status: answer.status, headers: Object.fromEntries(received), body: await answer.text() };
}

/** A body that is cut is announced whole; an answer without one is announced with one, of which nothing comes. */
function send(response: ServerResponse, { status = 200, headers = {}, body = '', isCut = false }: BrokenAnswer): void {
  const whole = Buffer.from(body);
  if (!isCut) return void response.writeHead(status, headers).end(status === 204 ? undefined : whole);
  const announced = Math.max(whole.length, 2);
  response.writeHead(status === 204 ? 200 : status, { ...headers, 'content-length': announced });
  response.flushHeaders();
  response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.destroy());
}
