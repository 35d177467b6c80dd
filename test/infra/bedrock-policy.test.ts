import { expect, test } from 'vitest';
import type { BedrockRoles } from '../../local/stack/iam/bedrock-roles.ts';
import { type BedrockCall, type NeededAccess, neededAccess } from '../../simulators/bedrock/needed-access.ts';
import {
  ACCOUNT,
  aStageWith,
  behind,
  SONNET,
  synthesizedAccess,
  type Template,
} from './fixtures/bedrock/synthesized-access.ts';

// What the role of a repository may do on Bedrock, as IAM decides about the synthesized policies.

const HERE = { region: 'us-east-1', account: ACCOUNT };
const GUARDRAIL = `arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/abc123`;
const GLOBAL = 'global.anthropic.claude-sonnet-4-6';
const repository = { name: 'acme/backend', id: 7 };
const STREAM = { action: 'InvokeModelWithResponseStream', ...HERE };
/** What Claude Code falls back to after a stream that broke off. */
const WHOLE = { action: 'InvokeModel', ...HERE };

const profiles = {
  [SONNET]: behind('anthropic.claude-sonnet-4-6'),
  [GLOBAL]: behind('anthropic.claude-sonnet-4-6', ['us-east-1']),
};
const through = (model: string, guardrail?: string): BedrockCall[] =>
  [STREAM, WHOLE].map((call) => ({ ...call, model, guardrail }));
const needs = (calls: readonly BedrockCall[]) => calls.flatMap(neededAccess);

/** Calls of a role's own profile, whose ARN only the deployment knows. */
function throughOwn(own: string): NeededAccess[] {
  const keys = { 'bedrock:InferenceProfileArn': own };
  const models = behind('anthropic.claude-sonnet-4-6');
  return [
    { action: 'bedrock:GetInferenceProfile', resource: own, keys: {} },
    ...['InvokeModel', 'InvokeModelWithResponseStream'].flatMap((name) => [
      { action: `bedrock:${name}`, resource: own, keys: {} },
      ...models.map((resource) => ({ action: `bedrock:${name}`, resource, keys })),
    ]),
  ];
}

const own = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/`;

/** By kind of access: what stands in the stage's file, and what runs need. */
const KINDS: Record<string, { bedrock: object; needed(template: Template): NeededAccess[] }> = {
  'a profile of the system': {
    bedrock: { profiles, roles: { backend: { repository, models: [SONNET] } } },
    needed: () => needs(through(SONNET)),
  },
  'two profiles, one of all regions': {
    bedrock: { profiles, roles: { backend: { repository, models: [SONNET, GLOBAL] } } },
    needed: () => needs([...through(SONNET), ...through(GLOBAL)]),
  },
  'a profile of its own': {
    bedrock: { profiles, roles: { backend: { repository, models: [SONNET], costTags: { team: 'payments' } } } },
    needed: (template) => throughOwn(ownProfileIn(template)),
  },
  'a guardrail': {
    bedrock: { profiles, guardrailArn: GUARDRAIL, roles: { backend: { repository, models: [SONNET] } } },
    needed: () => needs([...through(SONNET, GUARDRAIL), ...through(SONNET, 'abc123')]),
  },
};

/** The ARN that the laptop gives it. */
function ownProfileIn({ Resources }: Template): string {
  const [id = ''] =
    Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::Bedrock::ApplicationInferenceProfile') ?? [];
  return `${own}${id.slice(-12).toLowerCase()}`;
}

const isAllowed = ({ allows }: BedrockRoles, access: NeededAccess) =>
  allows(`arn:aws:sts::${ACCOUNT}:assumed-role/AiImplement-bedrock-backend/check`, access);

/** Each action on each resource of each statement. */
function partsOf({ Resources }: Template): [statement: number, action: number, resource: number][] {
  const [policy] = policiesOf({ Resources });
  return (
    policy?.flatMap(({ Action, Resource }, statement) =>
      [Action]
        .flat()
        .flatMap((_, action) =>
          [Resource].flat().map((__, resource): [number, number, number] => [statement, action, resource]),
        ),
    ) ?? []
  );
}

function policiesOf({ Resources }: Pick<Template, 'Resources'>): { Action: string | string[]; Resource: unknown }[][] {
  const policies = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
  return policies.map(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** Takes one action on one resource away, and leaves all others of its statement. */
function takeAway(template: Template, [statement, action, resource]: [number, number, number]): void {
  const [statements = []] = policiesOf(template);
  const found = statements[statement] ?? expect.unreachable('statement');
  const [actions, resources] = [[found.Action].flat(), [found.Resource].flat()];
  const [taken, kept] = [actions[action], actions.filter((_, index) => index !== action)];
  const others = resources.filter((_, index) => index !== resource);
  const parts = [
    { ...found, Action: kept, Resource: resources },
    { ...found, Action: [taken ?? ''], Resource: others },
  ];
  statements.splice(statement, 1, ...parts.filter(({ Action, Resource }) => Action.length > 0 && Resource.length > 0));
}

test.each(Object.entries(KINDS))(
  '%s: what runs need is allowed, and nothing of the policy is without need',
  (_, kind) => {
    const { template, rolesWith } = synthesizedAccess(aStageWith(kind.bedrock));
    const needed = kind.needed(template);
    const denied = (roles: BedrockRoles) => needed.filter((access) => !isAllowed(roles, access));

    expect(denied(rolesWith())).toEqual([]);
    const parts = partsOf(template);
    const spare = parts.filter((part) => denied(rolesWith((changed) => takeAway(changed, part))).length === 0);
    expect(parts.length).toBeGreaterThan(3);
    expect(spare).toEqual([]);
  },
);

const EU = 'eu.anthropic.claude-sonnet-4-6';
const OTHER = 'us.anthropic.claude-opus-4-6-v1';

test.each<[string, NeededAccess[]]>([
  ['the model beside its profile', needs([{ ...STREAM, model: 'anthropic.claude-sonnet-4-6' }])],
  [
    'the model beside its profile, in another region of it',
    needs([{ ...WHOLE, region: 'us-west-2', model: 'anthropic.claude-sonnet-4-6' }]),
  ],
  ['another model', needs([{ ...STREAM, model: 'anthropic.claude-opus-4-6-v1' }])],
  ['another profile', needs([{ ...WHOLE, model: OTHER }])],
  ['a profile of another part of the world', needs([{ ...STREAM, region: 'eu-central-1', model: EU }])],
  ['the profile of all regions', needs([{ ...STREAM, model: GLOBAL }])],
  ['the profile in another region', needs([{ ...STREAM, region: 'us-west-2', model: SONNET }])],
  ['the profile of another account', needs([{ ...STREAM, account: '999999999999', model: SONNET }])],
  ['a list of the profiles', needs([{ action: 'ListInferenceProfiles', ...HERE }])],
  ['a list of models', needs([{ action: 'ListFoundationModels', ...HERE }])],
  ['a look at the profile', needs([{ action: 'GetInferenceProfile', model: SONNET, ...HERE }])],
  ['a batch with the model', needs([{ action: 'CreateModelInvocationJob', model: SONNET, ...HERE }])],
  ['a guardrail that nobody named', [{ action: 'bedrock:ApplyGuardrail', resource: GUARDRAIL, keys: {} }]],
  ['a profile of its own', [{ action: 'bedrock:CreateInferenceProfile', resource: `${own}*`, keys: {} }]],
  ['the profile of another role', throughOwn(`${own}ffffffffffff`)],
  ['something in another service', [{ action: 's3:GetObject', resource: 'arn:aws:s3:::acme/x', keys: {} }]],
])('%s is refused', (_, accesses) => {
  const { rolesWith } = synthesizedAccess(aStageWith(KINDS['a profile of the system']?.bedrock));

  expect(accesses.filter((access) => !isAllowed(rolesWith(), access))).not.toEqual([]);
});

test.each([
  ['without the guardrail', undefined],
  ['with another guardrail', `arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/abc1234`],
])('where a guardrail is named, a call %s is refused', (_, guardrail) => {
  const { rolesWith } = synthesizedAccess(aStageWith(KINDS['a guardrail']?.bedrock));
  const roles = rolesWith();

  const [profile] = needs(through(SONNET, guardrail));
  expect(profile && isAllowed(roles, profile)).toBe(false);
});

test('where cost is told apart, the profile of the system is refused', () => {
  const { rolesWith } = synthesizedAccess(aStageWith(KINDS['a profile of its own']?.bedrock));

  expect(needs(through(SONNET)).filter((access) => isAllowed(rolesWith(), access))).toEqual([]);
});

test('no policy names a resource by a wildcard', () => {
  for (const { bedrock } of Object.values(KINDS)) {
    const { template } = synthesizedAccess(aStageWith(bedrock));
    const resources = policiesOf(template).flatMap((statements) =>
      statements.map(({ Resource }) => JSON.stringify(Resource)),
    );
    expect(resources.length).toBeGreaterThan(1);
    expect(resources.filter((text) => /[*?]/.test(text))).toEqual([]);
  }
});
