import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { authorizationFor } from '../sts/signature.ts';

const Answer = z.object({
  id: z.string(),
  model: z.string(),
  content: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({
        type: z.literal('tool_use'),
        id: z.string(),
        name: z.string(),
        input: z.record(z.string(), z.unknown()),
      }),
    ]),
  ),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
});
export type Answer = z.infer<typeof Answer>;

/** The model did not answer; `status` is undefined where there was no answer at all, or no credential to ask with. */
export class ModelError extends Error {
  readonly status: number | undefined;
  constructor(status: number | undefined, message: string) {
    super(message);
    this.name = 'ModelError';
    this.status = status;
  }
}

interface Request {
  url: string;
  headers: Record<string, string>;
  body: string;
}

type Environment = Record<string, string | undefined>;

const DEFAULT_RETRIES = 10;
const LONGEST_WAIT_SECONDS = 60;

/** Asks the model for its next turn, and again after what may pass. */
export async function askModel(
  environment: Environment,
  body: { model: string } & Record<string, unknown>,
  onRetry: (attempt: number, status: number | undefined) => void,
): Promise<Answer> {
  const retries = Number(environment['CLAUDE_CODE_MAX_RETRIES'] ?? DEFAULT_RETRIES);
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(environment, body);
    if (response?.ok) return Answer.parse(await response.json());
    const waitMs = waitOf(response, attempt);
    if (attempt > retries || waitMs === undefined) throw await failureOf(response);
    onRetry(attempt, response?.status);
    await pause(waitMs);
  }
}

async function send(environment: Environment, body: { model: string } & Record<string, unknown>) {
  const {
    url,
    headers,
    body: text,
  } = environment['CLAUDE_CODE_USE_BEDROCK'] === '1'
    ? bedrockRequest(environment, body)
    : messagesRequest(environment, body);
  return fetch(url, { method: 'POST', headers, body: text }).catch(() => undefined);
}

/** Undefined where asking again is of no use. */
function waitOf(response: Response | undefined, attempt: number): number | undefined {
  const status = response?.status ?? 0;
  if (![0, 401, 408, 409, 429].includes(status) && status < 500) return undefined;
  const named = Number(response?.headers.get('retry-after') ?? 0);
  if (named > LONGEST_WAIT_SECONDS) return undefined;
  return named > 0 ? named * 1000 : 250 * 2 ** attempt;
}

async function failureOf(response: Response | undefined): Promise<ModelError> {
  if (response === undefined) return new ModelError(undefined, 'API Error: Connection error.');
  const body = (await response.json().catch(() => ({}))) as { message?: string; error?: { message?: string } };
  const exception = response.headers.get('x-amzn-errortype');
  const words = [exception, body.error?.message ?? body.message].filter(Boolean).join(': ');
  return new ModelError(response.status, `API Error: ${response.status} ${words}`);
}

function messagesRequest(environment: Environment, body: Record<string, unknown>): Request {
  const key = environment['ANTHROPIC_API_KEY'];
  const token = environment['CLAUDE_CODE_OAUTH_TOKEN'];
  if (!key && !token) throw new ModelError(undefined, 'Not logged in · Please run /login');
  return {
    url: `${environment['ANTHROPIC_BASE_URL'] ?? 'https://api.anthropic.com'}/v1/messages`,
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      ...(key ? { 'x-api-key': key } : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  };
}

function bedrockRequest(
  environment: Environment,
  { model, ...rest }: { model: string } & Record<string, unknown>,
): Request {
  const region = environment['AWS_REGION'] ?? 'us-east-1';
  const endpoint = environment['ANTHROPIC_BEDROCK_BASE_URL'] ?? `https://bedrock-runtime.${region}.amazonaws.com`;
  const url = new URL(`/model/${encodeURIComponent(model)}/invoke`, endpoint);
  const body = JSON.stringify({ ...rest, anthropic_version: 'bedrock-2023-05-31' });
  const date = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host: url.host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': date,
    'x-amz-security-token': environment['AWS_SESSION_TOKEN'] ?? '',
  };
  const scope = {
    accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
    date: date.slice(0, 8),
    region,
    service: 'bedrock',
    signedHeaders: Object.keys(headers).sort(),
  };
  const request = { method: 'POST', target: url.pathname, headers, body };
  const authorization = authorizationFor(request, scope, environment['AWS_SECRET_ACCESS_KEY'] ?? '');
  return { url: url.href, headers: { ...headers, authorization }, body };
}
