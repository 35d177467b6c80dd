import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, onTestFinished, test } from 'vitest';
import { UnusableSettings } from '../../infra/refusal.ts';
import { readStage, stageNames, stageSchema } from '../../infra/stage.ts';
import { parametersUnder } from '../../shared/contract/env.ts';

const UUID = '11111111-2222-3333-4444-555555555555';
const PLACE = { account: '123456789012', region: 'eu-central-1' };

/** A folder with these stages. */
function stages(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stages-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

function problemsOf(content: unknown, variables: Record<string, string> = {}) {
  try {
    readStage('prod', variables, stages({ prod: content }));
  } catch (error) {
    if (error instanceof UnusableSettings) return error.problems;
    throw error;
  }
  return [];
}

test('a stage says where it is; its names and its secrets carry its own', () => {
  const stage = readStage('prod', {}, stages({ prod: PLACE, dev: PLACE }));
  expect(stage).toMatchObject({
    ...PLACE,
    stackName: 'AiImplement-prod',
    parameterPath: '/ai-implement/prod',
    overrides: [],
  });
  expect(parametersUnder(stage.parameterPath)).toMatchObject({ linearApiKey: '/ai-implement/prod/linear-api-key' });
});

test('names may be those that a landing zone asks for', () => {
  const names = { namePrefix: 'acme-ai-prod', parameterPath: '/acme/ai/prod' };
  const stage = readStage('prod', {}, stages({ prod: { ...PLACE, ...names } }));
  expect(stage).toMatchObject({ stackName: 'acme-ai-prod', parameterPath: '/acme/ai/prod' });
});

test('the environment overrides what the file says, and what it says alike is no override', () => {
  const settings = { POLL_INTERVAL_MS: 120_000, LINEAR: 'on', ALARM_EMAIL: 'ops@acme.test' };
  const variables = { POLL_INTERVAL_MS: '300000', LINEAR: 'on', RETRY_BY_MARKING: 'false', ALARM_EMAIL: '' };
  const stage = readStage('prod', variables, stages({ prod: { ...PLACE, settings } }));
  expect(stage.values).toMatchObject({
    POLL_INTERVAL_MS: 300_000,
    RETRY_BY_MARKING: false,
    ALARM_EMAIL: 'ops@acme.test',
  });
  expect(stage.overrides).toEqual([
    { name: 'POLL_INTERVAL_MS', value: 300_000, instead: 120_000 },
    { name: 'RETRY_BY_MARKING', value: false, instead: undefined },
  ]);
});

test('everything that is wrong with a stage is told at once, each with its code', () => {
  const content = {
    account: 'mine',
    namePrefix: '1st',
    regoin: 'eu-central-1',
    settings: { POLL_INTERVAL: 60_000, POLL_INTERVAL_MS: '60000', LINEAR: 'off' },
  };
  expect(problemsOf(content)).toEqual([
    { code: 'stage_unusable', sentence: 'Stage prod: account must be the 12 digits of an AWS account, not "mine".' },
    {
      code: 'stage_unusable',
      sentence: 'Stage prod: region must be a region of AWS, such as eu-central-1, not undefined.',
    },
    { code: 'stage_unusable', sentence: expect.stringContaining('namePrefix must begin with a letter') },
    { code: 'stage_field_unknown', sentence: expect.stringContaining('There is no field regoin; fields are') },
    {
      code: 'setting_unusable',
      sentence: 'Stage prod: POLL_INTERVAL_MS must be a number of milliseconds, not "60000".',
    },
    { code: 'setting_unknown', sentence: expect.stringContaining('There is no setting POLL_INTERVAL.') },
    { code: 'no_tracker', sentence: expect.stringContaining('Set one of the two.') },
  ]);
});

test.each([
  ['[]', 'stage_unusable'],
  ['{', 'stage_unreadable'],
  ['null', 'stage_unusable'],
  [{ ...PLACE, settings: [] }, 'stage_unusable'],
  [{ ...PLACE, parameterPath: '/aws/x' }, 'stage_unusable'],
  [{ ...PLACE, parameterPath: '/ai-implement/' }, 'stage_unusable'],
  [{ ...PLACE, settings: { ALARM_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:alarms' } }, 'topic_elsewhere'],
  [
    { ...PLACE, settings: { CERTIFICATE_ARN: `arn:aws:acm:us-east-1:123456789012:certificate/${UUID}` } },
    'certificate_elsewhere',
  ],
  [{ ...PLACE, settings: { KMS_KEY_ARN: `arn:aws:kms:us-east-1:123456789012:key/${UUID}` } }, 'key_elsewhere'],
  [{ ...PLACE, settings: { PERMISSIONS_BOUNDARY_ARN: 'arn:aws:iam::210987654321:policy/b' } }, 'boundary_elsewhere'],
])('a file of %j is refused as %s', (content, code) => {
  expect(problemsOf(content).map((problem) => problem.code)).toContain(code);
});

test('what the environment says wrongly is refused too', () => {
  expect(problemsOf(PLACE, { LINEAR: 'maybe' })).toMatchObject([{ code: 'setting_unusable' }]);
});

test.each(['prod', 'Prod', '../prod', '', 'a'.repeat(21)])(
  'a stage %j that is not there, or cannot be, is refused',
  (name) => {
    expect(() => readStage(name, {}, stages({ dev: PLACE }))).toThrow(/stage_unknown|stage_name_unusable/);
  },
);

test('two stages of one account and region share neither stack nor secrets', () => {
  const shared = { ...PLACE, namePrefix: 'ai', parameterPath: '/ai' };
  const both = stages({ dev: shared, prod: shared });
  expect(() => readStage('prod', {}, both)).toThrow(
    /namePrefix is ai, as is that of stage dev.*\n.*parameterPath is \/ai,/,
  );
  const apart = stages({ dev: shared, prod: { ...shared, region: 'eu-west-1' } });
  expect(readStage('prod', {}, apart).stackName).toBe('ai');
});

test('the stages that are kept here can be used, and the schema that editors read is theirs', () => {
  const kept = readFileSync(join(import.meta.dirname, '../../infra/stage.schema.generated.json'), 'utf8');
  expect(kept).toBe(`${JSON.stringify(stageSchema(), null, 2)}\n`);
  for (const name of stageNames()) expect(readStage(name, {}).name).toBe(name);
});

test('the schema takes what is read, and refuses what is refused', () => {
  const ajv = new Ajv2020();
  formats.default(ajv);
  const isValid = ajv.compile(stageSchema());
  expect(
    isValid({ $schema: '../stage.schema.generated.json', ...PLACE, settings: { POLL_INTERVAL_MS: 120_000 } }),
  ).toBe(true);
  expect(isValid({ region: 'eu-central-1' })).toBe(false);
  expect(isValid({ ...PLACE, settings: { POLL_INTERVAL_MS: 90_000 } })).toBe(false);
  expect(isValid({ ...PLACE, settings: { POLL_INTERVAL: 60_000 } })).toBe(false);
});
