import { describe, expect, it } from 'vitest';
import { ADMIN_ROUTES, SESSION_PATH } from '../../../shared/contract/admin-routes.ts';
import { openApi } from '../../../shared/contract/open-api.ts';
import { aSite } from './a-site.ts';
import { anAdminWorld } from './an-admin-world.ts';

interface Operation {
  operationId: string;
  description?: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: { properties?: object } }> };
  responses: Record<string, object>;
}

const { openapi, paths } = openApi() as { openapi: string; paths: Record<string, Record<string, Operation>> };

describe('the description of the admin API', () => {
  it('has every route, and no other', () => {
    expect(openapi).toBe('3.1.0');
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
    );
    const routes = Object.entries(ADMIN_ROUTES).map(([name, { method, path }]) => `${method} ${path} ${name}`);
    const ofSession = ['GET readSession', 'POST signIn', 'DELETE signOut'].map((one) =>
      one.replace(' ', ` ${SESSION_PATH} `),
    );
    expect(described.sort()).toEqual([...routes, ...ofSession].sort());
  });

  it('names each part of a path, filters, bodies and answers', () => {
    for (const [path, operations] of Object.entries(paths)) {
      const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters = [], responses } of Object.values(operations)) {
        const ofPath = parameters.filter((one) => one.in === 'path');
        expect(ofPath.map(({ name }) => name)).toEqual(parts);
        expect(Object.keys(responses)).toEqual(['200', 'default']);
      }
    }
    expect(paths['/api/runs/{runId}/cancel']?.['post']?.description).toBe('The least role: operator.');
    const runs = paths['/api/runs']?.['get'];
    expect(runs?.parameters?.map(({ name }) => name)).toContain('status');
    const mapping = paths['/api/mappings']?.['post']?.requestBody?.content['application/json'];
    expect(JSON.stringify(mapping)).toContain('maxInProgress');
  });

  it('names the cookie that a deployment sets', async () => {
    const { components } = openApi() as { components: { securitySchemes: { session: { name: string } } } };
    const { cookies = [] } = await aSite(anAdminWorld()).signIn();

    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([components.securitySchemes.session.name]);
  });

  it('is for who is signed in', async () => {
    const answer = await aSite(anAdminWorld()).send({ method: 'GET', path: '/api/openapi.json' });
    expect(answer.json).toMatchObject({ status: 401 });
  });
});
