import { afterEach, beforeEach, expect, test } from 'vitest';
import { seeFlyApp } from '../../shared/adapters/fly/see-app.ts';
import { flyChecks, machineCredentialChecks } from '../../shared/checks/fly-checks.ts';
import { aFlyApp } from '../adapters/a-fly-app.ts';

let app: Awaited<ReturnType<typeof aFlyApp>>;
beforeEach(async () => {
  app = await aFlyApp();
});
afterEach(() => app.close());

async function codesOf(given: { token?: string; app?: string; organisation?: string } = {}): Promise<string[]> {
  const { token = app.fly.token, app: name = app.fly.app, organisation = 'acme' } = given;
  const sight = await seeFlyApp({ apiUrl: app.fly.url, app: name, token });
  return flyChecks(sight, { store: 'then store it', app: name, organisation }).map(({ code }) => code);
}

test.each([
  ['that reaches the app', {}, 'fly_app_seen'],
  ['that is refused', { token: 'another' }, 'fly_token_refused'],
  ['for an app that there is not', { app: 'nothing' }, 'fly_app_missing'],
  ['for an app of another organisation', { organisation: 'others' }, 'fly_organisation_wrong'],
])('a token %s is told as such', async (_, given, code) => {
  expect(await codesOf(given)).toEqual([code]);
});

test('a cloud that is down, or answers in another form, leaves it open', async () => {
  app.fly.faults.add({ operation: 'app', kind: 'status', status: 503, times: 1 });
  expect(await codesOf()).toEqual(['fly_unanswered']);
  app.fly.faults.add({ operation: 'app', kind: 'status', status: 200, body: {}, times: 1 });
  expect(await codesOf()).toEqual(['fly_unanswered']);
});

test('without a token it is missed', () => {
  const judged = { store: '', app: 'acme-runs', organisation: 'acme' };
  expect(flyChecks(undefined, judged).map(({ code }) => code)).toEqual(['fly_token_missing']);
});

test.each([
  ['ANTHROPIC_API_KEY=sk-1\n', 'fly_credentials_set'],
  ['ANTHROPIC_BASE_URL=https://x.test\nCLAUDE_CODE_OAUTH_TOKEN=t', 'fly_credentials_set'],
  ['ANTHROPIC_API_KEY=', 'fly_credentials_missing'],
  ['sk-1', 'fly_credentials_missing'],
  [undefined, 'fly_credentials_missing'],
])('model credentials %j: %s', (lines, code) => {
  expect(machineCredentialChecks(lines, '').map((check) => check.code)).toEqual([code]);
});
