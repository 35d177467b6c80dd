import { describe, expect, it } from 'vitest';
import { MappingInput } from '../../../shared/contract/mapping-input.ts';

const valid = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend' };

function fieldsAtFault(overrides: object): string[] {
  const parsed = MappingInput.safeParse({ ...valid, ...overrides });
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
}

describe('the fields of a mapping', () => {
  it.each<[string, unknown]>([
    ['name', ''],
    ['name', '   '],
    ['teamKey', 'eng'],
    ['teamKey', 'ENG-1'],
    ['owner', '-acme'],
    ['owner', 'acme/backend'],
    ['repo', 'acme/backend'],
    ['repo', '..'],
    ['repo', 'backend.git'],
    ['defaultBranch', 'a b'],
    ['defaultBranch', 'a..b'],
    ['defaultBranch', 'feature/'],
    ['defaultBranch', 'x.lock'],
    ['defaultBranch', 'a\u0007b'],
    ['implementWorkflowFile', '.github/workflows/claude-implement.yml'],
    ['implementWorkflowFile', 'claude-implement.json'],
    ['maxInProgress', 0],
    ['maxInProgress', 101],
    ['maxInProgress', 2.5],
    ['maxInProgress', '3'],
    ['maxJobMinutes', 361],
    ['branchPrefix', '/bots'],
    ['branchPrefix', 'bots/'],
    ['branchPrefix', 'bots/../x'],
    ['runnerImage', 'ghcr.io/acme/runner:'],
    ['runnerImage', 'http://ghcr.io/acme/runner'],
    ['tracker', 'github'],
    ['jql', 'project = PROJ'],
    ['provider', 'openai'],
    ['awsRegion', 'virginia'],
    ['budgetUsdPerRun', 0],
    ['budgetUsdPerRun', 1001],
    ['budgetUsdPerRun', '10'],
  ])('refuse %s = %j', (field, value) => {
    expect(fieldsAtFault({ [field]: value })).toEqual([field]);
  });

  it.each([
    { maxInProgress: 100, maxTurns: 1 },
    { defaultBranch: 'release/2026.1', branchPrefix: 'bots/claude' },
    { runnerImage: 'localhost:5000/acme/runner:1.2@sha256:'.concat('a'.repeat(64)) },
    { runnerImage: 'node' },
    { provider: 'bedrock', awsRegion: 'us-gov-west-1' },
    {
      provider: 'bedrock',
      awsRegion: 'eu-west-1',
      bedrockModelId: 'eu.anthropic.claude-sonnet-4-6-v1:0',
      budgetUsdPerRun: 2.5,
    },
    { repo: '.github', planWorkflowFile: 'plan.yaml' },
  ])('take %o', (overrides) => {
    expect(fieldsAtFault(overrides)).toEqual([]);
  });

  it('must be known', () => {
    expect(MappingInput.safeParse({ ...valid, colour: 'red' }).error?.issues).toMatchObject([
      { code: 'unrecognized_keys', keys: ['colour'] },
    ]);
  });

  it('are refused all at once', () => {
    expect(fieldsAtFault({ owner: '', repo: 'a b', maxTurns: 0, provider: 'bedrock' })).toEqual(
      expect.arrayContaining(['owner', 'repo', 'maxTurns', 'awsRegion']),
    );
  });
});

describe('guarded paths of a mapping', () => {
  it.each([
    ['guardedPaths', 'allow'],
    ['allowedGuardedPaths', '**'],
    ['allowedGuardedPaths', '../up'],
    ['allowedGuardedPaths', ' , '],
  ])('refuse %s = %j', (field, value) => {
    expect(fieldsAtFault({ [field]: value })).toEqual([field]);
  });

  it('take paths and globs', () => {
    const allowedGuardedPaths = '.husky, .github/workflows/docs-*.yml';
    expect(fieldsAtFault({ guardedPaths: 'refuse', allowedGuardedPaths })).toEqual([]);
  });
});

describe('fields of a mapping that depend on each other', () => {
  it('must name two different workflow files', () => {
    expect(fieldsAtFault({ planWorkflowFile: 'a.yml', implementWorkflowFile: 'a.yml' })).toEqual([
      'implementWorkflowFile',
    ]);
  });

  it.each(['claude-agent.yml', 'claude-agent.yaml', 'Claude-Agent.yml'])('must not begin with %s', (file) => {
    expect(fieldsAtFault({ planWorkflowFile: file })).toEqual(['planWorkflowFile']);
    expect(fieldsAtFault({ implementWorkflowFile: file })).toEqual(['implementWorkflowFile']);
  });

  it.each(['ghcr.io/acme/../other:1', '../acme/runner:1', 'ghcr.io/./runner:1', 'ghcr.io/acme//runner:1'])(
    'must not name the image %s',
    (runnerImage) => {
      expect(fieldsAtFault({ runnerImage })).toEqual(['runnerImage']);
    },
  );

  it('must name a region for Bedrock', () => {
    expect(fieldsAtFault({ provider: 'bedrock' })).toEqual(['awsRegion']);
  });

  it('name a model of Bedrock only there, and one that cannot end its line in a prompt file', () => {
    const bedrock = { provider: 'bedrock', awsRegion: 'eu-west-1' };
    expect(fieldsAtFault({ bedrockModelId: 'model' })).toEqual(['bedrockModelId']);
    expect(fieldsAtFault({ ...bedrock, bedrockModelId: 'model\nsetup: evil.sh' })).toEqual(['bedrockModelId']);
  });
});

describe('the scope of a mapping on Jira', () => {
  const jira = { ...valid, teamKey: undefined, tracker: 'jira', jql: 'project = PROJ', repoFieldValue: 'acme/backend' };

  it.each<[object, string[]]>([
    [{}, []],
    [{ jql: undefined, repoFieldValue: undefined }, ['jql', 'repoFieldValue']],
    [{ jql: 'project = PROJ ORDER BY created' }, ['jql']],
    [{ teamKey: 'ENG', label: 'mobile', linearProjectId: 'a-1' }, ['teamKey', 'linearProjectId', 'label']],
    [{ statusFieldOverride: '10050' }, ['statusFieldOverride']],
  ])('with %j has these fields at fault: %j', (overrides, fields) => {
    expect(fieldsAtFault({ ...jira, ...overrides })).toEqual(fields);
  });
});
