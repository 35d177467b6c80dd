import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookAtWork } from '../../local/commands/deployed/doctor/look-at-work.ts';
import { lookAtSecrets } from '../../local/commands/deployed/look-at-secrets.ts';
import type { SecretValues, Target } from '../../local/commands/deployed/target.ts';
import { parametersOf } from '../../local/world/home/secrets.ts';
import type { Check } from '../../shared/contract/check.ts';
import { PARAMETERS, type SecretName } from '../../shared/contract/env.ts';
import { NEVER_BY_ITSELF } from './hand-played-runner.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// What doctor says of a deployment that works, and of the same one with parts broken: by the API as it is deployed.

let system: QuietSystem;
let target: Target;
let values: SecretValues;
beforeAll(async () => {
  system = await startQuietSystem({ runTimes: NEVER_BY_ITSELF });
  const { linear, github, laptop, secrets } = system;
  const stored = parametersOf(secrets, { linear: 'simulated', jira: 'simulated', github: 'simulated' });
  const named = (Object.entries(PARAMETERS) as [SecretName, string][]).flatMap(([name, parameter]) =>
    stored[parameter] === undefined ? [] : [[name, stored[parameter]] as const],
  );
  values = Object.fromEntries(named);
  target = {
    ...{ title: 'the laptop', store: 'then run `npm run setup -- prod`', jiraCloudId: '', jiraTokenKind: 'api' },
    ...{ linearApiUrl: linear.url, jiraSiteUrl: '', publicUrl: laptop.url },
    ...{ githubApiUrl: github.url, githubWebUrl: github.url },
  };
});
afterAll(() => system.stop());

async function looked(accessCode = values.accessCode): Promise<Check[]> {
  const checks = [...(await lookAtSecrets(target, values)), ...(await lookAtWork(target, accessCode))];
  const told = JSON.stringify(checks);
  const secret = Object.entries(values).filter(([name]) => name !== 'githubAppId' && name !== 'jiraEmail');
  expect(secret.filter(([, value]) => told.includes(value))).toEqual([]);
  return checks;
}
const failures = (checks: readonly Check[]) => checks.filter(({ verdict }) => verdict === 'failed');
const codes = (checks: readonly Check[]) => [...new Set(checks.map(({ code }) => code))];

test('each part of a deployment that works is in order', async () => {
  const checks = await looked();

  expect(codes(checks)).toEqual(
    expect.arrayContaining([
      ...['access_code_strong', 'token_keys_fit', 'app_signs_in', 'hook_right', 'linear_signs_in'],
      ...['api_answers', 'clock_right', 'admin_opens', 'poll_goes_on', 'no_dead_letters'],
      ...['runs_welcome', 'runners_apart', 'app_granted', 'scope_served'],
    ]),
  );
  // Where runs are scripted nothing is installed.
  const warned = checks.filter(({ verdict }) => verdict === 'warning');
  expect(codes(warned)).toEqual(expect.arrayContaining(['templates_due', 'unprotected_branch']));
  expect(failures(checks)).toEqual([]);
});

test('an App that its owner removed is found where it is missed, with what to do', async () => {
  system.github.people.removeApp('acme');
  const checks = await looked();

  expect(failures(checks)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        code: 'mapping_unseen',
        evidence: expect.stringContaining('is not installed on acme/'),
      }),
    ]),
  );
  expect(checks).toContainEqual(
    expect.objectContaining({ code: 'app_not_installed', remedy: expect.stringContaining('/installations/new') }),
  );
  system.github.people.installApp('acme');
});

test('without the right access code the rest is told all the same', async () => {
  const checks = await looked('wrong-wrong-wrong-wrong-wrong');

  expect(failures(checks)).toMatchObject([{ code: 'admin_closed', remedy: expect.stringContaining('npm run setup') }]);
  expect(codes(checks)).toContain('app_signs_in');
});

test('an address where nothing answers is one failure', async () => {
  const checks = await lookAtWork({ ...target, publicUrl: 'http://127.0.0.1:9' }, values.accessCode);

  expect(checks).toMatchObject([
    { code: 'api_unreachable', verdict: 'failed', remedy: expect.stringContaining('/health') },
  ]);
});
