import type { Check } from '../contract/check.ts';
import { EXECUTOR_RULES } from '../domain/executors.ts';
import { type AllowedImages, mayRunImage } from '../domain/machine-image.ts';
import type { ProjectMapping } from '../domain/mapping.ts';
import { failed, notTried, ok, warning } from './finding.ts';

type Mapping = Pick<
  ProjectMapping,
  'name' | 'executor' | 'owner' | 'repo' | 'awsRegion' | 'bedrockModelId' | 'runnerImage'
>;

/** Access to Bedrock as the stage's file has it. */
export interface BedrockNamed {
  stage: string;
  /** Where Bedrock is called. */
  region: string;
  roles: readonly {
    repository?: { name: string } | undefined;
    owner?: { name: string } | undefined;
    models: readonly string[];
  }[];
}

/** Judges whether a role of the stage lets jobs of a mapping on Bedrock call what the mapping names, where it names it. */
export function bedrockMappingChecks(mapping: Mapping, { stage, region, roles }: BedrockNamed): Check[] {
  const { name: of, owner, repo, awsRegion, bedrockModelId } = mapping;
  const role = roles.find((one) => one.repository?.name === `${owner}/${repo}` || one.owner?.name === owner);
  const deploy = `then \`npm run bedrock -- profiles ${stage}\` and \`npm run bedrock -- deploy ${stage}\``;
  if (role === undefined) {
    const evidence = `No role under "bedrock" in the file of stage ${stage} is for ${owner}/${repo}; one that is made elsewhere is not looked at.`;
    const remedy = `Unless there is one, name the repository in infra/stages/${stage}.json, bedrock.roles, ${deploy}: docs/providers.md#amazon-bedrock`;
    return [warning('bedrock_role_missing', { evidence, remedy, of })];
  }
  if (awsRegion !== region) {
    const evidence = `The mapping names the region ${awsRegion}, and its role is for Bedrock in ${region}.`;
    const remedy = `In the admin UI, Mappings, set "AWS region" of ${of} to ${region}.`;
    return [failed('bedrock_region_differs', { evidence, remedy, of })];
  }
  if (bedrockModelId !== undefined && !role.models.includes(bedrockModelId)) {
    const evidence = `The mapping names ${bedrockModelId}, and its role may call ${role.models.join(', ')} alone.`;
    const remedy = `Name one of these in the mapping and in WORKFLOW.md, or add it to the role's models in infra/stages/${stage}.json, ${deploy}.`;
    return [failed('bedrock_model_refused', { evidence, remedy, of })];
  }
  return [
    ok(
      'bedrock_role_fits',
      `A role of the stage lets its jobs call ${bedrockModelId ?? role.models.join(', ')} in ${region}.`,
      of,
    ),
  ];
}

/** What a registry says of an image to somebody without credentials. */
export type ImageSight = 'there' | 'missing' | { unseen: string };

/** Whether runs of a mapping have machines, and so an image that the stage must allow. */
export function hasMachines({ executor }: Mapping): boolean {
  return EXECUTOR_RULES[executor].vouchedBy === 'fly';
}

/** The image of a mapping on Fly, where its machines may run it. */
export function imageOf({ runnerImage }: Mapping, allowed: AllowedImages): string | undefined {
  const image = runnerImage ?? allowed.defaultImage;
  return mayRunImage(allowed, image) ? image : undefined;
}

/** The image of a mapping on Fly; `sight`: of one that may be run. */
export function machineImageChecks(mapping: Mapping, allowed: AllowedImages, sight: ImageSight | undefined): Check[] {
  const { name: of, runnerImage: image = allowed.defaultImage } = mapping;
  if (imageOf(mapping, allowed) === undefined) {
    const evidence = `The mapping names the image ${image}, which the stage does not allow: its runs are refused.`;
    const remedy =
      'Name another in the admin UI, Mappings, or let FLY_ALLOWED_IMAGES of the stage have it: docs/fly.md';
    return [failed('fly_image_refused', { evidence, remedy, of })];
  }
  const isAllowed = ok(
    'fly_image_allowed',
    `Its machines run ${image}, unless .ai-implement/image.yml of the repository names another.`,
    of,
  );
  if (sight === undefined) return [isAllowed];
  if (sight === 'there') return [isAllowed, ok('fly_image_there', `Its registry has ${image}.`, of)];
  if (sight !== 'missing')
    return [isAllowed, notTried('fly_image_unseen', `${image} was not looked at: ${sight.unseen}.`, of)];
  const remedy = 'Build and push it, or correct its name: docs/fly.md#setting-it-up';
  return [isAllowed, failed('fly_image_missing', { evidence: `Its registry has no ${image}.`, remedy, of })];
}
