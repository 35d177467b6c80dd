import type { Context } from 'aws-lambda';
import { adminRouter } from '../../../shared/runtime/admin-router.ts';
import { guardedRouter, operationRoutes } from '../../../shared/runtime/guarded-router.ts';
import type { StaticFiles } from '../../../shared/runtime/static-files.ts';
import { ACCESS_CODE, type AdminWorld } from './an-admin-world.ts';
import { anHttpEvent, type HttpCall } from './an-http-event.ts';

/** Of the function that looks into repositories. */
const TEMPLATE_PATHS = /^\/api\/mappings\/[^/]+\/(?:templates|sync)$/;

const noFiles: StaticFiles = async () => ({ statusCode: 200, headers: {}, body: '' });

/** The mounted router over a world, called with events as API Gateway sends them. */
export function aSite(world: AdminWorld, files: StaticFiles = noFiles) {
  const templates = guardedRouter(operationRoutes(world.templateOperationsFor), world.session);
  const admin = adminRouter({ operationsFor: world.operationsFor, sessions: world.session, files });
  const send = async (call: HttpCall) => {
    // As the API sends them.
    const route = TEMPLATE_PATHS.test(call.path) ? templates : admin;
    const answer = await route(anHttpEvent(call), {} as Context);
    const isJson = answer.headers['content-type']?.includes('json') === true;
    const isPlain = answer.isBase64Encoded !== true && answer.body !== '';
    return { ...answer, json: isJson && isPlain ? JSON.parse(answer.body) : undefined };
  };
  const write = (method: string, path: string, body: unknown, more: Partial<HttpCall> = {}) => {
    const headers = { origin: 'https://admin.test', 'content-type': 'application/json', ...more.headers };
    return send({ method, path, body: typeof body === 'string' ? body : JSON.stringify(body), ...more, headers });
  };
  const signIn = (accessCode = ACCESS_CODE, more: Partial<HttpCall> = {}) =>
    write('POST', '/api/session', { accessCode }, more);
  return { send, write, signIn };
}
export type Site = ReturnType<typeof aSite>;

/** The cookie that a browser would send after signing in. */
export async function signedIn(site: Site): Promise<{ cookies: string[] }> {
  const { cookies } = await site.signIn();
  return { cookies: (cookies ?? []).map((cookie) => cookie.split(';')[0] ?? '') };
}
