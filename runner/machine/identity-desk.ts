import { randomBytes, timingSafeEqual } from 'node:crypto';
import { request as ask, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SECOND_MS } from '../../shared/domain/time.ts';
import { StageFailure } from '../stages/stage-failure.ts';

/** Where stages of ours get the identity of the machine, as jobs of Actions get theirs. */
export interface IdentityDesk {
  /** The variables by which a stage asks; who does not have them gets nothing. */
  variables: { ACTIONS_ID_TOKEN_REQUEST_URL: string; ACTIONS_ID_TOKEN_REQUEST_TOKEN: string };
  close(): Promise<void>;
}

/**
 * Opens a desk on loopback that hands on what Fly's own socket says, which only root may ask. It is open only while stages of ours
 * run: during the agent's there is nothing that listens.
 */
export async function openIdentityDesk(socketPath: string): Promise<IdentityDesk> {
  const secret = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    if (!isOurs(request, secret)) return void response.writeHead(401).end();
    const audience = new URL(request.url ?? '/', 'http://desk').searchParams.get('audience') ?? '';
    machineToken(socketPath, audience).then(
      (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value })),
      () => response.writeHead(502).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return {
    variables: { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isOurs({ headers }: IncomingMessage, secret: string): boolean {
  const [given, wanted] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${secret}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Fly answers with the bare token. https://fly.io/docs/security/openid-connect/ */
function machineToken(socketPath: string, audience: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', host: 'localhost' };
    const options = { socketPath, path: '/v1/tokens/oidc', method: 'POST', headers, timeout: 10 * SECOND_MS };
    const call = ask(options, (response) => {
      text(response).then((token) => {
        if (response.statusCode === 200) resolve(token.trim());
        else reject(new StageFailure('identity_token_refused', `HTTP ${response.statusCode}`));
      }, reject);
    });
    call.on('error', reject).on('timeout', () => call.destroy());
    call.end(JSON.stringify({ aud: audience }));
  });
}
