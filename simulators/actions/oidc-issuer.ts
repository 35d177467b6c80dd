import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LocalClock } from '../clock.ts';
import { startLoopback } from '../loopback/loopback-server.ts';
import { tokenSigner } from '../oidc/token-signer.ts';

/** The claims of one job, all of them text, as GitHub states them; see `jobClaims`. */
export type JobClaims = Readonly<Record<string, string>> & { sub: string; repository_owner: string };

/** What a job with `id-token: write` finds in its environment. */
interface TokenRequest {
  /** `ACTIONS_ID_TOKEN_REQUEST_URL`; the audience is appended as `&audience=…`. */
  url: string;
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN` */
  token: string;
}

/** The issuer of the identity tokens of Actions, on loopback. */
export interface OidcIssuer {
  /** For `GITHUB_OIDC_ISSUER`, without a trailing slash. */
  url: string;
  /** Lets a job ask for tokens with these claims until `end` is called. */
  admit(claims: JobClaims): { request: TokenRequest; end(): void };
  close(): Promise<void>;
}

/** A job can use a token for this long. */
const LIFE_SECONDS = 300;

/** Starts the issuer; its RSA key is made at first use and lives as long as the process. */
export async function startOidcIssuer(settings: {
  clock: Pick<LocalClock, 'now'>;
  /** @default a free port */
  port?: number | undefined;
}): Promise<OidcIssuer> {
  const jobs = new Map<string, JobClaims>();
  const server = await startLoopback(settings.port, (request, response) => {
    answer(request).then(
      ({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      () => response.destroy(),
    );
  });
  const { url } = server;
  const signer = tokenSigner({ issuer: url, lifeSeconds: LIFE_SECONDS, clock: settings.clock });

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const asked = new URL(request.url ?? '/', url);
    const published = await signer.published(asked.pathname);
    if (published !== undefined) return { status: 200, body: published };
    if (asked.pathname !== '/token') return { status: 404, body: { message: 'Not Found' } };
    const claims = jobs.get(/^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (claims === undefined) return { status: 401, body: { message: 'Bad credentials' } };
    const audience = asked.searchParams.get('audience') ?? `https://github.com/${claims.repository_owner}`;
    return { status: 200, body: { value: await signer.sign(claims, audience) } };
  }

  return {
    url,
    admit(claims) {
      const token = randomUUID();
      jobs.set(token, claims);
      return { request: { url: `${url}/token?api-version=2.0`, token }, end: () => void jobs.delete(token) };
    },
    close: server.stop,
  };
}
