import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startHttpApi } from '../../local/stack/gateway/http-api.ts';
import { routeTable } from '../../local/stack/gateway/route-table.ts';
import { startSmallLaptop } from './fixtures/laptop-under-test.ts';

test('a function gets the request in payload format 2.0', async () => {
  const { laptop } = await startSmallLaptop();

  const response = await fetch(`${laptop.url}/files/a/b%20c?x=1&x=2&y=%26`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie: 'session=1; theme=dark', 'X-Own': 'yes' },
    body: '{"grüß":1}',
  });

  expect(await response.json()).toMatchObject({
    version: '2.0',
    routeKey: 'ANY /files/{proxy+}',
    rawPath: '/files/a/b%20c',
    rawQueryString: 'x=1&x=2&y=%26',
    queryStringParameters: { x: '1,2', y: '&' },
    pathParameters: { proxy: 'a/b c' },
    cookies: ['session=1', 'theme=dark'],
    headers: { 'content-type': 'application/json', 'x-own': 'yes' },
    requestContext: { http: { method: 'PUT', path: '/files/a/b%20c', sourceIp: '127.0.0.1' }, stage: '$default' },
    body: '{"grüß":1}',
    isBase64Encoded: false,
  });
});

test.each(['application/octet-stream', 'image/png', 'application/x-www-form-urlencoded', undefined])(
  'a body of type %s reaches the function as base64',
  async (type) => {
    const { laptop } = await startSmallLaptop();
    const headers = type === undefined ? {} : { 'content-type': type };
    const body = new Uint8Array([0, 255, 10]);

    const response = await fetch(`${laptop.url}/files/x`, { method: 'POST', headers, body });

    expect(await response.json()).toMatchObject({ body: 'AP8K', isBase64Encoded: true });
  },
);

test('the more specific route wins', async () => {
  const { laptop } = await startSmallLaptop();
  const routeOf = async (method: string) => {
    const response = await fetch(`${laptop.url}/files/exact`, { method });
    return ((await response.json()) as { routeKey: string }).routeKey;
  };
  expect(await routeOf('POST')).toBe('POST /files/exact');
  expect(await routeOf('GET')).toBe('ANY /files/{proxy+}');
});

test.each([
  ['GET', '/nothing'],
  ['POST', '/answers/plain'],
  ['GET', '/files'],
])('%s %s, which is no route, is answered 404', async (method, path) => {
  const { laptop } = await startSmallLaptop();
  const response = await fetch(laptop.url + path, { method });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: 'Not Found' });
});

test('a value without a status is answered as JSON', async () => {
  const { laptop } = await startSmallLaptop();
  const response = await fetch(`${laptop.url}/answers/plain`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ hello: 'world' });
});

test('a base64 answer is sent as bytes', async () => {
  const { laptop } = await startSmallLaptop();
  const response = await fetch(`${laptop.url}/answers/binary`);
  expect(response.headers.get('content-type')).toBe('font/woff2');
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 1, 255]);
});

test('each cookie of an answer is a header of its own', async () => {
  const { laptop } = await startSmallLaptop();
  const response = await fetch(`${laptop.url}/answers/cookies`);
  expect(response.status).toBe(204);
  expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
});

test('a failure of the function is a 500 without detail, and a line in the log', async () => {
  const { laptop, lines } = await startSmallLaptop();
  const response = await fetch(`${laptop.url}/answers/failure`);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  expect(lines).toContain('http-api: GET /answers/{name} failed: TypeError: a detail that nobody may see');
});

test('a body over 10 MB is answered 413', async () => {
  const { laptop } = await startSmallLaptop();
  const body = new Uint8Array(10 * 1024 * 1024 + 1);
  const response = await fetch(`${laptop.url}/files/x`, { method: 'POST', body });
  expect(response.status).toBe(413);
});

test('a client that goes away in the middle of its body harms nobody', async () => {
  const { laptop } = await startSmallLaptop();
  await new Promise<void>((resolve) => {
    const broken = request(`${laptop.url}/files/x`, { method: 'POST', headers: { 'content-length': 1000 } });
    broken.on('error', () => resolve());
    broken.write('half', () => broken.destroy());
    broken.on('close', () => resolve());
  });
  expect((await fetch(`${laptop.url}/answers/plain`)).status).toBe(200);
});

test('a stray percent sign in a path reaches the function as it was sent', () => {
  const find = routeTable([{ key: 'GET /x/{name}', invoke: async () => undefined }]);
  expect(find('GET', '/x/50%')?.pathParameters).toEqual({ name: '50%' });
});

test('an API that is not open yet asks its callers to come again', async () => {
  const api = await startHttpApi({ clock: { now: () => 0 }, port: 0, log: () => {} });
  const before = await fetch(`${api.url}/health`);
  api.open('id', []);
  const after = await fetch(`${api.url}/health`);
  api.stop();
  expect([before.status, after.status]).toEqual([503, 404]);
});
