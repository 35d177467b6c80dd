import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aGitHubSimulator, type GitHubForTests } from './a-github-simulator.ts';
import { aDispatch, appJwt, ask, aToken, DISPATCHES, mint } from './github-requests.ts';

let github: GitHubForTests;
beforeEach(async () => {
  github = await aGitHubSimulator();
});
afterEach(async () => {
  await github.close();
  expect(github.simulator.failures).toEqual([]);
});

const MINUTE_MS = 60_000;
const dispatch = (token: string | undefined) =>
  ask(github, { method: 'POST', path: DISPATCHES, body: aDispatch(), ...(token !== undefined && { token }) });

describe('the simulated GitHub trusts a JWT of the App', () => {
  const lookUp = (token: string) => ask(github, { path: '/repos/acme/backend/installation', token });

  it('that is signed by it and lasts ten minutes at most', async () => {
    expect((await lookUp(await appJwt(github))).status).toBe(200);
    expect((await lookUp(await appJwt(github, { expiresIn: 600 }))).status).toBe(200);
  });

  it.each([
    ['another issuer', { issuer: '99' }],
    ['another algorithm', { alg: 'RS512' }],
    ['an end in the past', { expiresIn: -10 }],
    ['an end eleven minutes from now', { expiresIn: 660 }],
  ])('and not one with %s', async (_, wrong) => {
    expect((await lookUp(await appJwt(github, wrong))).status).toBe(401);
  });

  it('and not one whose signature was changed', async () => {
    const jwt = await appJwt(github);
    const turned = jwt.at(-10) === 'A' ? 'B' : 'A';
    expect((await lookUp(jwt.slice(0, -10) + turned + jwt.slice(-9))).status).toBe(401);
  });

  it('and says which App it is', async () => {
    const token = await appJwt(github);
    const installation = await ask(github, { path: '/repos/acme/backend/installation', token });
    expect(installation.body).toMatchObject({ app_slug: 'ai-implement' });
    expect((await ask(github, { path: '/app', token })).body).toMatchObject({ slug: 'ai-implement' });
  });

  it('for nothing but installations and tokens', async () => {
    expect((await dispatch(await appJwt(github))).status).toBe(401);
  });
});

describe('an installation token of the simulated GitHub', () => {
  it('is random, and counted', async () => {
    expect(await aToken(github)).not.toBe(await aToken(github));
    expect(github.simulator.counts()).toMatchObject({ mintings: 2, requests: {} });
  });

  it('lasts an hour of the clock', async () => {
    const token = await aToken(github);
    github.clock.advance(59 * MINUTE_MS);
    expect((await dispatch(token)).status).toBe(200);
    github.clock.advance(2 * MINUTE_MS);
    expect((await dispatch(token)).status).toBe(401);
  });

  it('does not reach a repository that it was not made for', async () => {
    expect((await dispatch(await aToken(github, { repositories: ['frontend'] }))).status).toBe(404);
  });

  it('reaches all repositories of the installation when none is named', async () => {
    expect((await dispatch(await aToken(github, { repositories: undefined }))).status).toBe(200);
  });

  it('does not reach where the App was removed', async () => {
    const token = await aToken(github);
    github.repository.isInstalled = false;
    expect((await dispatch(token)).status).toBe(404);
  });

  it.each([
    ['actions: read', { actions: 'read' }],
    ['contents: write', { contents: 'write' }],
  ])('with %s only does not dispatch', async (_, permissions) => {
    expect((await dispatch(await aToken(github, { permissions }))).status).toBe(403);
  });

  it('with actions: read lists', async () => {
    const token = await aToken(github, { permissions: { actions: 'read' } });
    expect((await ask(github, { path: '/repos/acme/backend/actions/runs', token })).status).toBe(200);
  });

  it.each([
    ['for a repository that is not there', { repositories: ['nowhere'] }],
    ['with a permission that the App was not granted', { permissions: { administration: 'write' } }],
  ])('is not given %s', async (_, wish) => {
    expect((await mint(github, wish)).status).toBe(422);
  });

  it('is needed, and none that is made up will do', async () => {
    expect((await dispatch(undefined)).status).toBe(401);
    expect((await dispatch('ghs_1234_made-up')).status).toBe(401);
  });
});
