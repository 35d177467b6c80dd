import { type Problem, UnusableSettings } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import type { BedrockAccess, BedrockRole } from './access-settings.ts';

/** What the stack of the roles is made of: the stage's field `bedrock` with all that it leaves to the stage. */
export interface BedrockPlan extends Omit<BedrockAccess, 'account' | 'region' | 'modelRegion' | 'roles'> {
  stackName: string;
  account: string;
  region: string;
  /** Where Bedrock is called; need not be the stack's. */
  modelRegion: string;
  /** `https://token.actions.githubusercontent.com` */
  issuer: string;
  roles: readonly PlannedRole[];
  tags: Readonly<Record<string, string>>;
  permissionsBoundaryArn: string | undefined;
}

export interface PlannedRole extends BedrockRole {
  name: string;
  /** In IAM. */
  roleName: string;
}

/** IAM's limit. */
const LONGEST_ROLE_NAME = 64;

/** Where a stage's access to Bedrock is, with its roles as they stand in the file; throws `UnusableSettings` where it has none. */
export function bedrockPlace({ name, bedrock, ...place }: Stage) {
  if (bedrock === undefined) {
    const sentence = `Stage ${name} has no "bedrock": docs/providers.md says what stands in it.`;
    throw new UnusableSettings([{ code: 'no_bedrock', sentence }]);
  }
  const region = bedrock.region ?? place.region;
  return { ...bedrock, account: bedrock.account ?? place.account, region, modelRegion: bedrock.modelRegion ?? region };
}

/** Plans the access of a stage; throws `UnusableSettings` with everything that is missing or does not go together. */
export function bedrockPlan(stage: Stage): BedrockPlan {
  const { values } = stage;
  const { roles, ...place } = bedrockPlace(stage);
  const stackName = `${stage.stackName}-bedrock`;
  const plan: BedrockPlan = {
    ...place,
    stackName,
    issuer: values.GITHUB_OIDC_ISSUER.replace(/\/$/, ''),
    roles: Object.entries(roles).map(([name, role]) => ({ ...role, name, roleName: `${stackName}-${name}` })),
    tags: values.TAGS ?? {},
    permissionsBoundaryArn: values.PERMISSIONS_BOUNDARY_ARN,
  };
  const problems = problemsOf(plan);
  if (problems.length === 0) return plan;
  throw new UnusableSettings(
    problems.map(({ code, sentence }) => ({ code, sentence: `Stage ${stage.name}: ${sentence}` })),
  );
}

function problemsOf(plan: BedrockPlan): Problem[] {
  const { roles, issuer } = plan;
  const none = {
    code: 'bedrock_without_roles',
    sentence: 'bedrock.roles is empty: nobody would be let in. Name a role, or take out "bedrock".',
  };
  const port = {
    code: 'issuer_has_port',
    sentence: `IAM takes no OIDC provider whose address has a port, as ${issuer} has. Bedrock by OIDC needs github.com or GHE.com.`,
  };
  return [
    ...(roles.length === 0 ? [none] : []),
    ...(new URL(issuer).port === '' ? [] : [port]),
    ...elsewhere(plan),
    ...roles.flatMap((role) => problemsOfRole(role, plan)),
  ];
}

/** ARNs that must be of the account whose Bedrock is called. */
function elsewhere({ account, oidcProviderArn, guardrailArn, permissionsBoundaryArn }: BedrockPlan): Problem[] {
  const named = { oidcProviderArn, guardrailArn, PERMISSIONS_BOUNDARY_ARN: permissionsBoundaryArn };
  return Object.entries(named).flatMap(([field, arn]) => {
    const owner = arn?.split(':')[4];
    if (owner === undefined || owner === 'aws' || owner === account) return [];
    const sentence = `${field} is of account ${owner}, and Bedrock's is ${account}. Name one of ${account}.`;
    return [{ code: 'bedrock_elsewhere', sentence }];
  });
}

function problemsOfRole(
  { name, roleName, repository, owner, models }: PlannedRole,
  { profiles }: BedrockPlan,
): Problem[] {
  const whose = {
    code: 'bedrock_role_of_nobody',
    sentence: `The role ${name} needs either a repository or an owner, and has ${repository ? 'both' : 'neither'}.`,
  };
  const long = {
    code: 'bedrock_name_too_long',
    sentence: `The role would be called ${roleName}, and IAM takes ${LONGEST_ROLE_NAME} characters. Shorten ${name} or namePrefix.`,
  };
  const unread = models.filter((model) => profiles[model] === undefined);
  return [
    ...((repository === undefined) === (owner === undefined) ? [whose] : []),
    ...(roleName.length > LONGEST_ROLE_NAME ? [long] : []),
    ...unread.map((model) => ({
      code: 'bedrock_profile_unread',
      sentence: `Where the profile ${model} of role ${name} leads to is not in the file. npm run bedrock -- profiles, with the name of the stage, asks AWS and writes it.`,
    })),
  ];
}
