import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { wholeFetch } from '../../shared/github/whole-fetch.ts';

const MOVED = JSON.stringify({ message: 'Moved Permanently' });
let url: string;
let close: () => void;
let seen: string[];
let answers: Record<string, (response: ServerResponse) => void>;
beforeAll(async () => {
  const server = createServer(async (request: IncomingMessage, response) => {
    seen.push(`${request.method} ${request.url} ${await text(request)}`.trim());
    answers[request.url ?? '']?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(() => close());
beforeEach(() => {
  seen = [];
  answers = {};
});

const ask = wholeFetch({ timeoutMs: 30_000 });
const post = (init: RequestInit = {}) => ask(`${url}/asked`, { method: 'POST', body: '{"a":1}', ...init });
const leads =
  (status: number, location: string, body = MOVED) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { location }).end(body);

describe('a redirect', () => {
  test.each([301, 302, 307, 308])('of %i is followed with the same method and body', async (status) => {
    answers = { '/asked': leads(status, '/there'), '/there': (response) => void response.end('{"ok":true}') };

    expect(await (await post()).json()).toEqual({ ok: true });
    expect(seen).toEqual(['POST /asked {"a":1}', 'POST /there {"a":1}']);
  });

  test.each([
    ['to another host', 'http://127.0.0.1:1/there', MOVED],
    ['without an address', '', MOVED],
    ['that is a page of a proxy', '/there', '<p>Sign in</p>'],
  ])('%s is no answer, and nothing goes there', async (_, location, body) => {
    answers = { '/asked': leads(302, location, body), '/there': (response) => void response.end('{}') };

    await expect(post()).rejects.toThrow('leads elsewhere');
    expect(seen).toHaveLength(1);
  });

  test('in a circle is no answer', async () => {
    answers = { '/asked': leads(307, '/asked') };

    await expect(post()).rejects.toThrow('leads elsewhere');
    expect(seen).toHaveLength(4);
  });

  test.each([
    [MOVED, 'the repository was renamed or moved'],
    ['<p>Sign in</p>', 'leads elsewhere'],
  ])('is told where it must not be followed: %s', async (body, told) => {
    answers = { '/asked': leads(307, '/there', body) };

    await expect(post({ redirect: 'error' })).rejects.toThrow(told);
    expect(seen).toHaveLength(1);
  });
});

describe('an answer', () => {
  const cut = (status: number) => (response: ServerResponse) => {
    response.writeHead(status, { 'content-length': 20, 'retry-after': '7' });
    response.write('{"a"', () => response.destroy());
  };

  test('that succeeds and breaks off is none', async () => {
    answers = { '/asked': cut(200) };

    await expect(post()).rejects.toThrow();
  });

  test('that fails and breaks off keeps its status and headers, and says nothing', async () => {
    answers = { '/asked': cut(429) };
    const answer = await post();

    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([429, '7', '']);
  });

  test.each(['', '<p>One moment</p>', '{"a":'])('that succeeds with "%s" is none', async (body) => {
    answers = { '/asked': (response) => void response.end(body) };

    await expect(post()).rejects.toThrow('is no JSON');
  });

  test.each([
    [202, ''],
    [204, ''],
    [200, '[]'],
  ])('of %i with "%s" is one', async (status, body) => {
    answers = { '/asked': (response) => void response.writeHead(status).end(body) };

    expect((await post()).status).toBe(status);
  });

  test('that does not end in time is none', async () => {
    answers = { '/asked': (response) => void response.writeHead(200).write('{"a"') };

    await expect(wholeFetch({ timeoutMs: 200 })(`${url}/asked`, { method: 'GET' })).rejects.toThrow('timeout');
  });
});
