import { expect, test } from 'vitest';
import { bedrockPlan } from '../../infra/bedrock/bedrock-plan.ts';
import { UnusableSettings } from '../../infra/refusal.ts';
import { aStageWith, behind, SONNET, synthesizedAccess } from './fixtures/bedrock/synthesized-access.ts';

const repository = { name: 'acme/backend', id: 7 };
const profiles = { [SONNET]: behind('anthropic.claude-sonnet-4-6') };
const ONE = { profiles, roles: { backend: { repository, models: [SONNET] } } };

function refusalOf(bedrock: unknown, settings: Record<string, unknown> = {}): string[] {
  try {
    bedrockPlan(aStageWith(bedrock, settings));
  } catch (error) {
    if (error instanceof UnusableSettings) return error.problems.map(({ code }) => code);
    throw error;
  }
  return [];
}

test('it may go to another account and region than the orchestrator, and Bedrock be called in a third', () => {
  const plan = bedrockPlan(
    aStageWith({ ...ONE, account: '222222222222', region: 'eu-west-1', modelRegion: 'eu-central-1' }),
  );

  expect(plan).toMatchObject({
    account: '222222222222',
    region: 'eu-west-1',
    modelRegion: 'eu-central-1',
    stackName: 'AiImplement-bedrock',
  });
});

test('what it leaves out is as the stage has it', () => {
  expect(bedrockPlan(aStageWith(ONE))).toMatchObject({
    account: '000000000000',
    region: 'us-east-1',
    modelRegion: 'us-east-1',
  });
});

test("GitHub's provider is made, or the one that stands already is trusted", () => {
  const oidcProviderArn = 'arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com';
  const made = synthesizedAccess(aStageWith(ONE)).template;
  const found = synthesizedAccess(aStageWith({ ...ONE, oidcProviderArn })).template;

  const providers = ({ Resources }: typeof made) =>
    Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::OIDCProvider');
  expect(providers(made)).toMatchObject([
    { Properties: { ClientIdList: ['sts.amazonaws.com'], Url: 'https://token.actions.githubusercontent.com' } },
  ]);
  expect(providers(found)).toEqual([]);
  expect(JSON.stringify(found.Resources)).toContain(`"Federated":"${oidcProviderArn}"`);
});

test('on GHE.com the claims are those of its own issuer', () => {
  const issuer = 'https://token.actions.acme.ghe.com';
  const settings = {
    GITHUB_OIDC_ISSUER: issuer,
    GITHUB_API_URL: 'https://api.acme.ghe.com',
    GITHUB_WEB_URL: 'https://acme.ghe.com',
  };
  const { template } = synthesizedAccess(aStageWith(ONE, settings));

  expect(JSON.stringify(template.Resources)).toContain('"token.actions.acme.ghe.com:repository_id":"7"');
});

test('its outputs say what repository and mapping are to name, and roles keep sessions as long as jobs', () => {
  const costTags = { team: 'payments' };
  const roles = {
    backend: { repository, models: [SONNET], sessionHours: 2 },
    team: { owner: { name: 'acme' }, models: [SONNET], costTags },
  };
  const { template } = synthesizedAccess(aStageWith({ profiles, roles }));

  const said = Object.values(template.Outputs).map(({ Description }) => Description);
  expect(said).toEqual([
    'backend: the variable AWS_BEDROCK_ROLE_ARN.',
    `backend: what calls ${SONNET}.`,
    'team: the variable AWS_BEDROCK_ROLE_ARN.',
    `team: what calls ${SONNET}.`,
  ]);
  const found = Object.values(template.Resources);
  expect(
    found.filter(({ Type }) => Type === 'AWS::IAM::Role').map(({ Properties }) => Properties.MaxSessionDuration),
  ).toEqual([7200, 21_600]);
  const [profile] = found.filter(({ Type }) => Type === 'AWS::Bedrock::ApplicationInferenceProfile');
  expect(profile?.Properties.Tags).toEqual([{ Key: 'team', Value: 'payments' }]);
});

test('what a landing zone asks for holds here too', () => {
  const PERMISSIONS_BOUNDARY_ARN = 'arn:aws:iam::000000000000:policy/boundary';
  const { template } = synthesizedAccess(aStageWith(ONE, { TAGS: { 'cost-center': '7' }, PERMISSIONS_BOUNDARY_ARN }));

  const found = Object.values(template.Resources).filter(({ Type }) =>
    ['AWS::IAM::Role', 'AWS::IAM::OIDCProvider'].includes(Type),
  );
  expect(found).toHaveLength(2);
  for (const { Properties } of found) expect(Properties.Tags).toEqual([{ Key: 'cost-center', Value: '7' }]);
  expect(JSON.stringify(template.Resources)).toContain(`"PermissionsBoundary":"${PERMISSIONS_BOUNDARY_ARN}"`);
});

test.each([
  ['nobody is to be let in', { profiles, roles: {} }, {}, ['bedrock_without_roles']],
  ['a role is nobody’s', { profiles, roles: { backend: { models: [SONNET] } } }, {}, ['bedrock_role_of_nobody']],
  [
    'a role is of a repository and of an owner',
    { profiles, roles: { backend: { repository, owner: { name: 'acme' }, models: [SONNET] } } },
    {},
    ['bedrock_role_of_nobody'],
  ],
  ['nobody asked where a profile leads to', { roles: ONE.roles }, {}, ['bedrock_profile_unread']],
  [
    'an ARN is of another account',
    { ...ONE, guardrailArn: 'arn:aws:bedrock:us-east-1:111111111111:guardrail/x' },
    {},
    ['bedrock_elsewhere'],
  ],
  [
    'the issuer has a port',
    ONE,
    { GITHUB_OIDC_ISSUER: 'https://ghes.acme.example:8443/_services/token' },
    ['issuer_has_port'],
  ],
])('it is refused where %s', (_, bedrock, settings, codes) => {
  expect(refusalOf(bedrock, settings)).toEqual(codes);
});
