import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';

let service: AnsweringProxy;
let proxy: AnsweringProxy;
beforeAll(async () => {
  service = await startAnsweringProxy('http://127.0.0.1:1');
  service.answerWith(({ method, path, body }) => ({
    ...{ status: 201, headers: { 'content-type': 'application/json', 'x-of': 'the service' } },
    body: JSON.stringify({ method, path, body }),
  }));
  proxy = await startAnsweringProxy(service.url);
});
afterAll(async () => {
  await proxy?.stop();
  await service?.stop();
});

const ask = () => fetch(`${proxy.url}/a/path?b=c`, { method: 'POST', body: 'what is asked' });

test('what nobody decides about is answered by the service', async () => {
  proxy.answerWith(() => undefined);
  const answer = await ask();

  expect({ status: answer.status, of: answer.headers.get('x-of'), body: await answer.json() }).toEqual({
    ...{ status: 201, of: 'the service' },
    body: { method: 'POST', path: '/a/path?b=c', body: 'what is asked' },
  });
});

test("the service's own answer can break off, after its headers", async () => {
  proxy.answerWith(({ path }) => (path === '/a/path?b=c' ? { isCut: true } : undefined));
  const answer = await ask();

  expect(answer.status).toBe(201);
  await expect(answer.text()).rejects.toThrow();
});

test('another answer is given instead of the service', async () => {
  proxy.answerWith(() => ({ status: 404, body: 'nothing' }));
  const answer = await ask();

  expect([answer.status, answer.headers.get('x-of'), await answer.text()]).toEqual([404, null, 'nothing']);
});
