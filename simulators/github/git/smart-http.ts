import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

/** What git's smart HTTP protocol asks of a bare repository. */
export interface SmartRequest {
  gitDir: string;
  service: 'git-upload-pack' | 'git-receive-pack';
  /** Whether refs are asked for, before the work itself. */
  isForRefs: boolean;
  /** Of the processes that answer. */
  env: Readonly<Record<string, string>>;
}

export interface SmartAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const NO_CACHE = { 'cache-control': 'no-cache, max-age=0, must-revalidate' };
/** What a repository can do in protocol 2, which is told in place of its refs and hangs on nothing but its configuration. */
const capabilities = new Map<string, Buffer>();

/**
 * Answers as `git http-backend` does, which starts two processes more for each request: `git upload-pack` and `git receive-pack` are
 * git's own, and https://git-scm.com/docs/http-protocol says what stands around them. Throws where git does not start.
 */
export async function smartAnswer(asked: SmartRequest, request: IncomingMessage): Promise<SmartAnswer> {
  const { service, isForRefs } = asked;
  const kind = isForRefs ? 'advertisement' : 'result';
  const headers = { ...NO_CACHE, 'content-type': `application/x-${service}-${kind}` };
  return { status: 200, headers, body: isForRefs ? await refs(asked, request) : await run(asked, [], request) };
}

/** In protocol 2 no line says first whose refs they are. */
async function refs(asked: SmartRequest, request: IncomingMessage): Promise<Buffer> {
  const { service, gitDir } = asked;
  const isSecond = protocolOf(request)?.split(':').includes('version=2') === true;
  const config = readFileSync(join(gitDir, 'config'), 'utf8');
  const known = isSecond && service === 'git-upload-pack' ? capabilities.get(config) : undefined;
  if (known !== undefined) return known;
  const told = await run(asked, ['--advertise-refs'], request);
  if (isSecond && service === 'git-upload-pack') capabilities.set(config, told);
  return isSecond ? told : Buffer.concat([Buffer.from(`${line(`# service=${service}\n`)}0000`), told]);
}

/** A line of git's protocol: four digits say how long it is with them. */
const line = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;

async function run(asked: SmartRequest, options: string[], request: IncomingMessage): Promise<Buffer> {
  const protocol = protocolOf(request);
  const env = { ...asked.env, ...(protocol === undefined ? {} : { GIT_PROTOCOL: protocol }) };
  const args = [asked.service.replace('git-', ''), '--stateless-rpc', ...options, '.'];
  const child = spawn('git', args, { env, cwd: asked.gitDir, stdio: ['pipe', 'pipe', 'ignore'] });
  // A git that refuses early does not read what it was sent; what it printed says so.
  child.stdin.on('error', () => {});
  bodyOf(request).pipe(child.stdin);
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  const [printed] = await Promise.all([buffer(child.stdout), ended]);
  return printed;
}

const protocolOf = ({ headers }: IncomingMessage) => headers['git-protocol']?.toString();

function bodyOf(request: IncomingMessage): Readable {
  return request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
}
