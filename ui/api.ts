import type {
  OperationAnswer,
  OperationName,
  OperationRequest,
  Problem,
  SessionView,
} from '../shared/contract/admin.ts';
import { ADMIN_ROUTES, SESSION_PATH } from '../shared/contract/admin-routes.ts';

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

/** Calls one operation of the admin API; throws `ApiProblem` when it is refused. */
export async function call<Name extends OperationName>(
  name: Name,
  request: OperationRequest<Name>,
): Promise<OperationAnswer<Name>> {
  const { method, path } = ADMIN_ROUTES[name];
  const { params = {}, query = {}, body } = request as Request;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams(Object.entries(query).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  return (await send(method, search.size > 0 ? `${filled}?${search}` : filled, body)) as OperationAnswer<Name>;
}

export const session = {
  read: () => send('GET', SESSION_PATH) as Promise<SessionView>,
  signIn: (accessCode: string) => send('POST', SESSION_PATH, { accessCode }) as Promise<SessionView>,
  signOut: () => send('DELETE', SESSION_PATH) as Promise<SessionView>,
};

async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  const init =
    method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) };
  const response = await fetch(path, { method, ...init }).catch(() => {
    throw new ApiProblem({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.' });
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new ApiProblem({ code: 'internal_error', ...(answer as Partial<Problem>), status: response.status });
}

/** The API writes its details in lower case, for logs and machines. */
function sentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
