import type { BedrockPlan } from '../../../../infra/bedrock/bedrock-plan.ts';
import type { ProfileSeen } from '../../../../shared/checks/bedrock-checks.ts';
import type { BedrockApi } from './bedrock-api.ts';

/** The profiles that the roles of a plan name, each once. */
export function profilesNamed(
  roles: Readonly<Record<string, { models: readonly string[] }>> | BedrockPlan['roles'],
): string[] {
  return [...new Set(Object.values(roles).flatMap(({ models }) => models))].sort();
}

/** Asks AWS about each profile of the plan, and about the models behind it where they are called. */
export async function lookAtModels(api: BedrockApi, stage: string, plan: BedrockPlan): Promise<ProfileSeen[]> {
  const seen: ProfileSeen[] = [];
  for (const profile of profilesNamed(plan.roles)) {
    const noted = plan.profiles[profile] ?? [];
    const leadsTo = await tried(() => api.modelsOf(profile, plan.modelRegion));
    const models = [];
    // A model of no region is that of all: nobody can be asked about it.
    for (const arn of noted.filter((one) => regionOf(one) !== '')) {
      models.push({ arn, lacks: await tried(() => api.lacks(arn.split('/').at(-1) ?? '', regionOf(arn))) });
    }
    seen.push({ profile, stage, noted, leadsTo, models });
  }
  return seen;
}

const regionOf = (arn: string) => arn.split(':')[3] ?? '';

async function tried<T>(look: () => Promise<T>): Promise<{ seen: T } | { unseen: string }> {
  try {
    return { seen: await look() };
  } catch (error) {
    return { unseen: (error as Error).message };
  }
}

/** What runs of each role use, for people. */
export function usageLines({ roles, modelRegion, account, actor, guardrailArn }: BedrockPlan): string[] {
  return roles.flatMap((role) => [
    `Runs of ${role.repository?.name ?? `${role.owner?.name}/*`} use the role arn:aws:iam::${account}:role/${role.roleName}`,
    `  region of the mapping: ${modelRegion}; sessions of at most ${role.sessionHours} h; ${actor === undefined ? 'whoever starts the job' : `jobs that ${actor} starts`}`,
    `  models: ${role.models.join(', ')}${role.costTags === undefined ? '' : ', by profiles of its own: the outputs of the stack name them'}`,
    ...(guardrailArn === undefined ? [] : [`  guardrail: ${guardrailArn}, in the variable AWS_BEDROCK_GUARDRAIL`]),
  ]);
}
