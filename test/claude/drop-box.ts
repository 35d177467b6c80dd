import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../../simulators/loopback/read-body.ts';

/** What hostile code learned, as `fixtures/probe.mjs` sends it. */
export interface Loot {
  who: string;
  /** Of its own process and those above it, up to the stage of our runner. */
  environments: Record<string, string>[];
  /** All text that it could read. */
  haystack: string;
  hasMinted: boolean;
  attempts: Attempt[];
}

/** One try of a token on one of our routes. */
interface Attempt {
  route: string;
  /** The type of a progress line. */
  what: string;
  /** What the token is for. */
  audience: string;
  hasOidc: boolean;
  status: number;
  /** Of the refusal. */
  code: string;
  said: string;
}

/** A server of somebody else's on loopback, where hostile code leaves what it found. */
export async function startDropBox() {
  const loot: Loot[] = [];
  let visits = 0;
  const server = createServer(async (request, response) => {
    visits += 1;
    const body = (await readBody(request)).toString();
    if (request.url === '/loot') loot.push(JSON.parse(body));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    lootOf: (who: string) => loot.filter((one) => one.who === who),
    visits: () => visits,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
