import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aRunRequest } from '../../test/builders/a-run-request.ts';
import { aGitHubSimulator, type GitHubForTests } from './a-github-simulator.ts';
import { aDispatch, ask, aToken, DISPATCHES } from './github-requests.ts';

let github: GitHubForTests;
beforeEach(async () => {
  github = await aGitHubSimulator();
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

const RUNS = '/repos/acme/backend/actions/workflows/claude-implement.yml/runs';
const inputs = aRunRequest();
const { run_id: _, ...withoutRunId } = inputs;
const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`input_${n}`, 'x']));

describe('the simulated GitHub refuses a dispatch', () => {
  it.each([
    ['with a field that does not exist', aDispatch({ return_run_detail: true }), /return_run_detail/],
    ['with a field of the wrong type', aDispatch({ return_run_details: 'yes' }), /must be boolean/],
    ['with inputs that are no object', aDispatch({ inputs: ['a'] }), /must be object/],
    ['without its branch', { inputs }, /required property 'ref'/],
    ['without a body', undefined, /needs a body/],
    ['with 26 inputs', aDispatch({ inputs: numbered(26) }), /must NOT have more than 25/],
    ['with 25 inputs that the workflow does not declare', aDispatch({ inputs: numbered(25) }), /Unexpected inputs/],
    ['without an input that is required', aDispatch({ inputs: withoutRunId }), /Required input 'run_id' not provided/],
    ['with a required input that is empty', aDispatch({}, { ticket_key: '' }), /Required input 'ticket_key'/],
    ['with an input that is no text', aDispatch({ inputs: { ...inputs, max_turns: 5 } }), /is not a string/],
    ['on a branch that does not exist', aDispatch({ ref: 'trunk' }), /No ref found for: trunk/],
  ])('%s', async (_, body, message) => {
    const answer = await ask(github, { method: 'POST', path: DISPATCHES, token: await aToken(github), body });
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringMatching(message) } });
    expect(github.simulator.counts().workflowRuns).toBe(0);
  });

  it.each([
    [65_535, 200],
    [65_536, 422],
  ])('by the length of its inputs: %i characters are answered %i', async (length, status) => {
    const empty = JSON.stringify(aRunRequest(undefined, { ticket_description: '' })).length;
    const body = aDispatch({}, { ticket_description: 'ü'.repeat(length - empty) });
    const answer = await ask(github, { method: 'POST', path: DISPATCHES, token: await aToken(github), body });
    expect(answer.status).toBe(status);
  });

  it('of a workflow that does not exist', async () => {
    const path = DISPATCHES.replace('claude-implement', 'other');
    const answer = await ask(github, { method: 'POST', path, token: await aToken(github), body: aDispatch() });
    expect(answer.status).toBe(404);
  });

  it('whose body is no JSON', async () => {
    const answer = await ask(github, { method: 'POST', path: DISPATCHES, token: await aToken(github), body: '{' });
    expect(answer.status).toBe(400);
  });
});

describe('the simulated GitHub refuses', () => {
  it.each([
    ['a query parameter that does not exist', `${RUNS}?creatd=2026-01-01`, /additional properties/],
    ['a page size that is no number', `${RUNS}?per_page=many`, /must be integer/],
    ['a moment with a wrong comparator', `${RUNS}?created=${encodeURIComponent('=>2026-01-01')}`, /created/],
    ['a filter that it does not model', `${RUNS}?actor=octocat`, /does not model/],
    ['a run id that is no number', '/repos/acme/backend/actions/runs/latest', /must be integer/],
  ])('%s', async (_, path, message) => {
    const answer = await ask(github, { path, token: await aToken(github) });
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringMatching(message) } });
  });

  it('a permission that does not exist', async () => {
    expect(await aToken(github, { permissions: { action: 'write' } })).toBeUndefined();
    expect(github.simulator.counts().refusals).toEqual([expect.stringContaining('permissions/action')]);
  });

  it('a path and a method that are not in the description, and remembers them', async () => {
    const token = await aToken(github);
    expect((await ask(github, { path: '/repos/acme/backend/action/runs', token })).status).toBe(404);
    expect((await ask(github, { method: 'PUT', path: DISPATCHES, token, body: {} })).status).toBe(404);
    expect(github.simulator.counts().refusals).toHaveLength(2);
  });
});

describe('the simulated GitHub accepts', () => {
  it('a dispatch, without details where none are asked for', async () => {
    const token = await aToken(github);
    const withDetails = await ask(github, { method: 'POST', path: DISPATCHES, token, body: aDispatch() });
    const { return_run_details: _, ...plain } = aDispatch();
    const without = await ask(github, { method: 'POST', path: DISPATCHES, token, body: plain });
    expect(withDetails).toMatchObject({ status: 200, body: { workflow_run_id: expect.any(Number) } });
    expect(without).toMatchObject({ status: 204, body: {} });
    expect(github.simulator.counts().workflowRuns).toBe(2);
  });

  it.each([
    ['>=', -60, 1],
    ['>=', 60, 0],
    ['<', 60, 1],
    ['<=', -60, 0],
  ])('lists by time: created %s %i s from now gives %i', async (sign, seconds, count) => {
    const token = await aToken(github);
    await ask(github, { method: 'POST', path: DISPATCHES, token, body: aDispatch() });
    const moment = new Date(github.clock.now() + seconds * 1000).toISOString();
    const answer = await ask(github, { path: `${RUNS}?created=${encodeURIComponent(sign + moment)}`, token });
    expect(answer.body).toMatchObject({ total_count: count });
  });

  it('a look at the repository and at all its runs', async () => {
    const token = await aToken(github);
    expect((await ask(github, { path: '/repos/acme/backend', token })).body).toMatchObject({ default_branch: 'main' });
    expect((await ask(github, { path: '/repos/acme/backend/actions/runs', token })).body).toMatchObject({
      total_count: 0,
    });
  });
});

describe('the simulated GitHub fails as it is told to', () => {
  const DISPATCH = 'actions/create-workflow-dispatch';

  it('answers late by the clock, after it took effect', async () => {
    const token = await aToken(github);
    github.simulator.faults.add({ operation: DISPATCH, kind: 'delay', delayMs: 30_000, times: 1 });
    const answering = ask(github, { method: 'POST', path: DISPATCHES, token, body: aDispatch() });
    await vi.waitFor(() => expect(github.clock.nextDueAt()).toBeDefined());
    expect(github.simulator.counts().workflowRuns).toBe(1);
    expect(github.simulator.isBusy()).toBe(false);
    github.clock.advance(30_000);
    expect((await answering).status).toBe(200);
  });

  it('has no effect when it answers an error', async () => {
    const token = await aToken(github);
    github.simulator.faults.add({ operation: DISPATCH, kind: 'status', status: 503, times: 1 });
    const answer = await ask(github, { method: 'POST', path: DISPATCHES, token, body: aDispatch() });
    expect(answer.status).toBe(503);
    expect(github.simulator.counts()).toMatchObject({ workflowRuns: 0, requests: { [DISPATCH]: 1 } });
  });
});
