import type { OperationAnswer, OperationName, OperationRequest, Problem } from '../shared/contract/admin.ts';
import { ADMIN_ROUTES, SERVER_TIME_HEADER, SESSION_PATH } from '../shared/contract/admin-routes.ts';
import type { SessionView } from '../shared/contract/admin-session.ts';

/** A refusal of the API, with its sentence for people and what is wrong with which field. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Readonly<Record<string, string>>;
  constructor(problem: Pick<Problem, 'status' | 'code' | 'detail' | 'errors'>) {
    super(sentence(problem.detail ?? 'Something went wrong on the server. Its log has the details.'));
    this.status = problem.status;
    this.code = problem.code;
    this.fields = Object.fromEntries((problem.errors ?? []).map(({ path, message }) => [path, message]));
  }
}

interface Request {
  params?: Record<string, string>;
  query?: Record<string, string | undefined>;
  body?: unknown;
}

/** What reads answered last, by address: shown at once when the reader comes back, and asked whether it is still so. */
const kept = new Map<string, { etag: string; answer: object }>();
const MOST_KEPT = 40;

/** Calls one operation of the admin API; throws `ApiProblem` when it is refused. */
export async function call<Name extends OperationName>(
  name: Name,
  request: OperationRequest<Name>,
): Promise<OperationAnswer<Name>> {
  const { method } = ADMIN_ROUTES[name];
  const address = addressOf(name, request);
  const answer = method === 'GET' ? await read(address) : await send(method, address, (request as Request).body);
  return answer as OperationAnswer<Name>;
}

/** What this read answered last, if it is kept. */
export function known<Name extends OperationName>(
  name: Name,
  request: OperationRequest<Name>,
): OperationAnswer<Name> | undefined {
  return kept.get(addressOf(name, request))?.answer as OperationAnswer<Name> | undefined;
}

/** Whether anything was shown to whoever has this page open. */
export function hasAnswers(): boolean {
  return kept.size > 0;
}

/** Whoever signs in next sees nothing of it. */
export function forgetAll(): void {
  kept.clear();
}

function addressOf(name: OperationName, request: object): string {
  const { params = {}, query = {} } = request as Request;
  const filled = ADMIN_ROUTES[name].path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(params[key] ?? ''),
  );
  const search = new URLSearchParams(Object.entries(query).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

/** An answer that is as it was has no body; the server's time goes on all the same. */
async function read(address: string): Promise<object> {
  const before = kept.get(address);
  const response = await ask(address, before === undefined ? {} : { headers: { 'if-none-match': before.etag } });
  const now = response.headers.get(SERVER_TIME_HEADER);
  const isSame = response.status === 304 && before !== undefined;
  const answer = isSame ? { ...before.answer, ...(now !== null && { now }) } : await bodyOf(response);
  const etag = response.headers.get('etag');
  kept.delete(address);
  if (etag !== null) kept.set(address, { etag, answer });
  for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
  return answer;
}

export const session = {
  read: () => send('GET', SESSION_PATH) as Promise<SessionView>,
  signIn: (accessCode: string) => send('POST', SESSION_PATH, { accessCode }) as Promise<SessionView>,
  signOut: () => send('DELETE', SESSION_PATH) as Promise<SessionView>,
};

async function send(method: string, address: string, body?: unknown): Promise<object> {
  const init =
    method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) };
  return bodyOf(await ask(address, { method, ...init }));
}

function ask(address: string, init: RequestInit): Promise<Response> {
  return fetch(address, init).catch(() => {
    throw new ApiProblem({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.' });
  });
}

async function bodyOf(response: Response): Promise<object> {
  const answer: object = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new ApiProblem({ code: 'internal_error', ...(answer as Partial<Problem>), status: response.status });
}

/** The API writes its details in lower case, for logs and machines. */
function sentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
