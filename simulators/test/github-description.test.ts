import { describe, expect, it } from 'vitest';
import { cutDescription } from '../github/cut-description.ts';
import { githubDescription } from '../github/description.ts';
import { HANDLERS } from '../github/operations.ts';

const whole = {
  openapi: '3.0.3',
  info: { title: 'all of it', version: '1.2.3', license: { name: 'MIT' } },
  paths: {
    '/a': { get: { operationId: 'a/get', summary: 'prose', responses: { 200: { $ref: '#/components/responses/a' } } } },
    '/b': { get: { operationId: 'b/get', responses: { 200: { $ref: '#/components/responses/b' } } } },
  },
  components: {
    responses: {
      a: { description: 'prose', content: { 'application/json': { schema: { $ref: '#/components/schemas/a' } } } },
      b: {},
    },
    schemas: {
      a: {
        'x-vendor': true,
        properties: { description: { type: 'string', description: 'prose' }, a: { $ref: '#/components/schemas/a' } },
      },
    },
  },
};

describe('cutting the description of an API', () => {
  it('keeps the operation with all it refers to, and nothing else', () => {
    expect(cutDescription(whole, ['a/get'])).toEqual({
      openapi: '3.0.3',
      info: { title: 'GitHub REST API, cut', version: '1.2.3', license: { name: 'MIT' } },
      paths: { '/a': { get: { operationId: 'a/get', responses: { 200: { $ref: '#/components/responses/a' } } } } },
      components: {
        responses: { a: { content: { 'application/json': { schema: { $ref: '#/components/schemas/a' } } } } },
        schemas: { a: { properties: { description: { type: 'string' }, a: { $ref: '#/components/schemas/a' } } } },
      },
    });
  });

  it('fails on an operation that is not there', () => {
    expect(() => cutDescription(whole, ['a/get', 'c/get'])).toThrow('c/get');
  });
});

describe('the committed description of GitHub', () => {
  const description = githubDescription();

  it.each(Object.keys(HANDLERS))('holds %s, which the simulator serves', (id) => {
    expect(description.operations).toContain(id);
  });

  it('refuses an answer with a field that GitHub does not have, and one that lacks a field', () => {
    const asked = description.find('POST', '/repos/acme/backend/actions/workflows/a.yml/dispatches');
    const operation = asked?.operation ?? expect.unreachable();
    const url = 'https://api.github.com/x';
    const details = { workflow_run_id: 1, run_url: url, html_url: url };
    expect(description.answerProblems(operation, 200, details)).toEqual([]);
    expect(description.answerProblems(operation, 200, { ...details, id: 1 })).toHaveLength(1);
    expect(description.answerProblems(operation, 200, { workflow_run_id: 1, run_url: url })).toHaveLength(1);
  });
});
