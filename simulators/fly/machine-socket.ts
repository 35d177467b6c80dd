import { chmodSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { readBody } from '../loopback/read-body.ts';

/** Fly's own server in a machine, which only root may ask: it gives out the identity of the machine. https://fly.io/docs/security/openid-connect/ */
export function openMachineSocket(folder: string, identityToken: (audience: string) => Promise<string>) {
  mkdirSync(folder, { mode: 0o700 });
  const path = join(folder, 'api');
  const answered = async (request: IncomingMessage) => {
    if (request.method !== 'POST' || request.url !== '/v1/tokens/oidc') return undefined;
    const { aud = 'https://fly.io/acme' } = JSON.parse((await readBody(request)).toString() || '{}') as {
      aud?: string;
    };
    return identityToken(aud);
  };
  const server = createServer((request, response) => {
    answered(request).then(
      (token) => (token === undefined ? response.writeHead(404).end() : response.end(token)),
      () => response.destroy(),
    );
  });
  server.listen(path, () => chmodSync(path, 0o600));
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
