import { type OperationAnswer, type OperationName, Problem } from '../../shared/contract/admin.ts';
import { ADMIN_ROUTES, SESSION_PATH } from '../../shared/contract/admin-routes.ts';

export type AskAdmin = <Name extends OperationName>(
  name: Name,
  body?: object,
  ...ids: string[]
) => Promise<OperationAnswer<Name>>;

/** The admin API as a person has it who signed in with the access code; `ids` stand for those in the path, in their order. Throws what it refuses. */
export async function adminSession(url: string, accessCode: string): Promise<AskAdmin> {
  const send = async (method: string, path: string, body: object, cookie = '') => {
    const headers = { 'content-type': 'application/json', origin: url, cookie };
    const content = method === 'GET' ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url + path, { method, headers, ...content });
    if (response.ok) return response;
    throw new Error(Problem.parse(await response.json()).detail ?? `${path} answered ${response.status}`);
  };
  const signedIn = await send('POST', SESSION_PATH, { accessCode });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return async (name, body = {}, ...ids) => {
    const { method, path } = ADMIN_ROUTES[name];
    const left = [...ids];
    const place = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(left.shift() ?? ''));
    return (await send(method, place, body, cookie)).json();
  };
}
