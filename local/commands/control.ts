import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { PEOPLE_MOVES } from '../../simulators/people/people-moves.ts';
import type { Instance } from '../world/home/home.ts';
import type { LaptopRun } from '../world/laptop-run.ts';
import { moveToNext, quietMoment } from '../world/until-settled.ts';
import { UsageError } from './options.ts';

const Order = z.object({ move: z.string(), args: z.array(z.string()) });
const Answer = z.object({ line: z.string() });

export interface Control {
  url: string;
  key: string;
  stop(): void;
}

/** Lets `npm run sim` of the same user make moves in a laptop run that is up; loopback only, under a key of the run. */
export async function startControl(run: LaptopRun): Promise<Control> {
  const key = randomBytes(24).toString('base64url');
  const peopled = {
    ...run,
    async toNextMoment() {
      await quietMoment(run);
      moveToNext(run);
    },
  };
  const server = createServer(async (request, response) => {
    const answer = (status: number, line: string) => response.writeHead(status).end(JSON.stringify({ line }));
    if (request.headers.authorization !== `Bearer ${key}`) return answer(401, 'the key of this run is wrong');
    try {
      const { move, args } = Order.parse(JSON.parse(await text(request)));
      const line = (await PEOPLE_MOVES[move]?.make(peopled, args)) ?? `there is no move ${move}`;
      await run.kept();
      return answer(200, line);
    } catch (error) {
      return answer(400, error instanceof Error ? error.message : 'the order is not usable');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, key, stop: () => void server.close() };
}

/** Makes a move in the run that is up; answers what it did, throws a sentence with what was wrong. */
export async function sendMove(instance: Instance, move: string, args: readonly string[]): Promise<string> {
  const headers = { authorization: `Bearer ${instance.controlKey}` };
  const order = { method: 'POST', headers, body: JSON.stringify({ move, args }) };
  const response = await fetch(instance.controlUrl, order).catch(() => {
    throw new UsageError('What was started here answers no more. Start it again with `npm start` in another terminal.');
  });
  const { line } = Answer.parse(await response.json());
  if (response.ok) return line;
  throw new UsageError(
    `${line.charAt(0).toUpperCase()}${line.slice(1)}${/[.!?]"?$/.test(line) || line.includes('\n') ? '' : '.'}`,
  );
}
