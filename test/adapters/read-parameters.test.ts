import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parameterClient } from '../../shared/adapters/ssm/parameter-client.ts';
import { readParameters, readParametersNow } from '../../shared/adapters/ssm/read-parameters.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';

interface Asked {
  Names: string[];
  WithDecryption?: boolean;
}

const stored = new Map<string, string>();
let asked: Asked[] = [];
let isDown = false;
let server: http.Server;
beforeEach(async () => {
  stored.clear();
  asked = [];
  isDown = false;
  server = http.createServer(async (request, response) => {
    const body = (await json(request)) as Asked;
    asked.push(body);
    if (isDown) return void response.writeHead(400).end(JSON.stringify({ __type: 'InvalidKeyId' }));
    const found = body.Names.filter((name) => stored.has(name));
    const Parameters = found.map((Name) => ({ Name, Value: stored.get(Name), Type: 'SecureString' }));
    response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify({ Parameters }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const client = () =>
  parameterClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

test('parameters are decrypted, and asked for once', async () => {
  stored.set('/a', 'secret a').set('/b', 'secret b');
  const ssm = client();
  expect(await readParameters(ssm, ['/a', '/b'])).toEqual(['secret a', 'secret b']);
  expect(await readParameters(ssm, ['/b'])).toEqual(['secret b']);
  expect(asked).toEqual([{ Names: ['/a', '/b'], WithDecryption: true }]);
});

test('parameters are asked for again where they must be fresh', async () => {
  stored.set('/a', 'old');
  const ssm = client();
  await readParameters(ssm, ['/a']);
  stored.set('/a', 'new');
  expect(await readParameters(ssm, ['/a'])).toEqual(['old']);
  expect(await readParameters(ssm, ['/a'], { isFresh: true })).toEqual(['new']);
});

test('what may miss is empty while it is not set, and again once it was removed', async () => {
  stored.set('/a', 'secret a');
  const ssm = client();
  const now = Date.now();
  const read = (minutes: number) =>
    readParameters(ssm, ['/a', '/b'], { mayMiss: true, now: now + minutes * MINUTE_MS });
  expect(await read(0)).toEqual(['secret a', '']);
  expect(await read(1)).toEqual(['secret a', '']);
  expect(asked).toHaveLength(1);
  stored.set('/b', 'secret b').delete('/a');
  expect(await read(5)).toEqual(['', 'secret b']);
  isDown = true;
  expect(await read(10)).toEqual(['', 'secret b']);
});

test('parameters come without the blanks and line ends that were copied along', async () => {
  stored.set('/a', ' secret a\r\n');
  expect(await readParameters(client(), ['/a'])).toEqual(['secret a']);
});

test('parameters are read anew after five minutes', async () => {
  stored.set('/a', 'old');
  const ssm = client();
  const now = Date.now();
  await readParameters(ssm, ['/a'], { now });
  stored.set('/a', 'new');
  expect(await readParameters(ssm, ['/a'], { now: now + 5 * MINUTE_MS - 1 })).toEqual(['old']);
  expect(await readParameters(ssm, ['/a'], { now: now + 5 * MINUTE_MS })).toEqual(['new']);
  expect(asked).toHaveLength(2);
});

test('parameters count as they were read last while they cannot be read anew', async () => {
  stored.set('/a', 'old');
  const ssm = client();
  const now = Date.now();
  await readParameters(ssm, ['/a'], { now });
  isDown = true;
  expect(await readParameters(ssm, ['/a'], { now: now + 5 * MINUTE_MS })).toEqual(['old']);
  await expect(readParameters(ssm, ['/a', '/b'], { now: now + 5 * MINUTE_MS })).rejects.toThrow();
});

test('parameters are asked for by ten at most', async () => {
  const names = Array.from({ length: 12 }, (_, n) => `/p${n}`);
  for (const name of names) stored.set(name, `value of ${name}`);
  expect((await readParameters(client(), names)).at(-1)).toBe(`value of ${names.at(-1)}`);
  expect(asked.map((request) => request.Names.length)).toEqual([10, 2]);
});

test('parameters are named with the command that sets them when they are missing, without showing others', async () => {
  stored.set('/a', 'secret a');
  const ssm = client();
  const error = await readParameters(ssm, ['/a', '/b']).catch((thrown: Error) => thrown);
  expect(String(error)).toContain('/b is missing. Set it: npm run setup -- STAGE');
  expect(String(error)).not.toContain('secret a');
  stored.set('/b', 'secret b');
  expect(await readParameters(ssm, ['/b'])).toEqual(['secret b']);
});

test('what is read as it is now is trimmed too, and what is not set is undefined', async () => {
  stored.set('/new', ' s3cret\n');
  const parameters = client();

  expect(await readParametersNow(parameters, ['/old', '/new'])).toEqual([undefined, 's3cret']);
  stored.set('/old', 'before');
  expect(await readParametersNow(parameters, ['/old', '/new'])).toEqual(['before', 's3cret']);
});
