import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { BedrockAccess } from '../../../infra/bedrock/access-settings.ts';
import { bedrockPlan } from '../../../infra/bedrock/bedrock-plan.ts';
import { Settings } from '../../../infra/settings.ts';
import { bedrockApi } from '../../../local/commands/deployed/bedrock/bedrock-api.ts';
import { lookAtModels, usageLines } from '../../../local/commands/deployed/bedrock/look-at-models.ts';
import { writeProfiles } from '../../../local/commands/deployed/bedrock/write-profiles.ts';
import { run } from '../../../local/commands/deployed/bedrock.ts';
import { bedrockChecks } from '../../../shared/checks/bedrock-checks.ts';
import { type BedrockControl, startBedrockControl } from '../../../simulators/bedrock/control-server.ts';

const ACCOUNT = '123456789012';
const SONNET = 'us.anthropic.claude-sonnet-4-6';
const MODEL = 'anthropic.claude-sonnet-4-6';
const ROLES = { backend: { repository: { name: 'acme/backend', id: 7 }, models: [SONNET] } };

let control: BedrockControl;
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  control = await startBedrockControl(ACCOUNT);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await control.stop();
});

const api = () => bedrockApi(() => control.url);
const behind = (regions: readonly string[]) =>
  regions.map((region) => `arn:aws:bedrock:${region}::foundation-model/${MODEL}`);

/** A stage whose roles name these models, and whose file says that they lead to these regions. */
function aPlan(regions: readonly string[], models = [SONNET]) {
  const profiles = Object.fromEntries(models.map((model) => [model, behind(regions)]));
  const bedrock = BedrockAccess.parse({ profiles, roles: { backend: { ...ROLES.backend, models } } });
  const place = { account: ACCOUNT, region: 'us-east-1', stackName: 'AiImplement', parameterPath: '/ai-implement' };
  return bedrockPlan({ name: 'prod', ...place, values: Settings.parse({}), overrides: [], bedrock });
}

const looked = async (plan: ReturnType<typeof aPlan>) => bedrockChecks(await lookAtModels(api(), 'prod', plan));
const ALL = ['us-east-1', 'us-east-2', 'us-west-2'];

test('where each profile leads to is written into the stage, beside all that stands there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stage-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'prod.json');
  writeFileSync(
    file,
    JSON.stringify({ account: ACCOUNT, region: 'eu-central-1', settings: { XRAY: 'on' }, bedrock: { roles: ROLES } }),
  );

  const lines = await writeProfiles(api(), { file, roles: ROLES, region: 'us-east-1' });

  const written = {
    account: ACCOUNT,
    region: 'eu-central-1',
    settings: { XRAY: 'on' },
    bedrock: { roles: ROLES, profiles: { [SONNET]: behind(ALL) } },
  };
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(written);
  expect(lines).toEqual([`${SONNET} leads to ${behind(ALL).join(', ')}`]);
});

test('a profile that the region lacks leaves the file as it is', async () => {
  const roles = { backend: { models: ['eu.anthropic.claude-sonnet-4-6'] } };

  await expect(writeProfiles(api(), { file: '/nowhere', roles, region: 'us-east-1' })).rejects.toThrow(
    'bedrock_profile_missing',
  );
});

test('models that may be called everywhere are in order', async () => {
  const checks = await looked(aPlan(ALL));

  expect(checks.map(({ code, verdict }) => [code, verdict])).toEqual([
    ['bedrock_profile_read', 'ok'],
    ...ALL.map(() => ['bedrock_model_enabled', 'ok']),
  ]);
});

test('a model that is not enabled in one of the regions is named, with what AWS says', async () => {
  control.closed.add(`us-west-2 ${MODEL}`);

  const [closed, ...others] = (await looked(aPlan(ALL))).filter(({ verdict }) => verdict !== 'ok');

  expect(others).toEqual([]);
  expect(closed).toMatchObject({
    code: 'bedrock_model_closed',
    verdict: 'failed',
    evidence: 'agreement NOT_AVAILABLE.',
  });
  expect(closed?.name).toContain('us-west-2');
});

test('a region that the organisation closes is not tried, and the reason is said', async () => {
  control.denied.add('us-east-2');

  const unseen = (await looked(aPlan(ALL))).filter(({ verdict }) => verdict !== 'ok');

  expect(unseen).toMatchObject([
    { code: 'bedrock_unseen', verdict: 'not_tried', evidence: expect.stringContaining('policy of the organisation') },
  ]);
});

test('a profile that leads elsewhere than the file says has failed', async () => {
  const [profile] = await looked(aPlan(['us-east-1', 'us-east-2', 'eu-west-1']));

  expect(profile).toMatchObject({ code: 'bedrock_profile_moved', verdict: 'failed' });
  expect(profile?.evidence).toContain('+us-west-2, -eu-west-1');
  expect(profile?.remedy).toContain('npm run bedrock -- profiles prod');
});

test('a profile that is not there has failed', async () => {
  const [profile] = await looked(aPlan(ALL, ['eu.anthropic.claude-sonnet-4-6']));

  expect(profile).toMatchObject({ code: 'bedrock_profile_missing', verdict: 'failed' });
});

test('what runs use is said by role', () => {
  expect(usageLines(aPlan(ALL)).join('\n')).toBe(
    [
      'Runs of acme/backend use the role arn:aws:iam::123456789012:role/AiImplement-bedrock-backend',
      '  region of the mapping: us-east-1; sessions of at most 6 h; whoever starts the job',
      `  models: ${SONNET}`,
    ].join('\n'),
  );
});

test.each([
  [[], /^Say what to do: npm run bedrock -- profiles\|check\|deploy STAGE\.$/],
  [['toString', 'prod'], /^Say what to do/],
  [['check'], /^Say which stage: npm run bedrock -- check STAGE\./],
  [['check', 'no-such-stage'], /no-such-stage/],
  [['check', 'prod', '--all'], /^There is no option --all\./],
])('%j is refused with a sentence', async (args, sentence) => {
  await expect(run(args)).rejects.toThrow(sentence);
});

test('a region that does not answer is told by one sentence', async () => {
  const nowhere = bedrockApi(() => 'http://127.0.0.1:1');
  const wish = { file: 'none', roles: ROLES, region: 'xx-nowhere-1' };
  await expect(writeProfiles(nowhere, wish)).rejects.toThrow(
    /^Bedrock does not answer at 127\.0\.0\.1:1\. .* \(bedrock_unreachable\)$/,
  );
});
