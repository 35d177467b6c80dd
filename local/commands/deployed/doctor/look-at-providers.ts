import { bedrockPlan } from '../../../../infra/bedrock/bedrock-plan.ts';
import { UnusableSettings } from '../../../../infra/refusal.ts';
import { deploymentSettings } from '../../../../infra/settings.ts';
import type { Stage } from '../../../../infra/stage.ts';
import { bedrockChecks } from '../../../../shared/checks/bedrock-checks.ts';
import { failed, notTried } from '../../../../shared/checks/finding.ts';
import {
  bedrockMappingChecks,
  hasMachines,
  type ImageSight,
  imageOf,
  machineImageChecks,
} from '../../../../shared/checks/provider-checks.ts';
import type { OperationAnswer } from '../../../../shared/contract/admin.ts';
import type { Check } from '../../../../shared/contract/check.ts';
import type { BedrockApi } from '../bedrock/bedrock-api.ts';
import { lookAtModels } from '../bedrock/look-at-models.ts';

export type Mappings = OperationAnswer<'listMappings'>['mappings'];

export interface ProviderEyes {
  bedrock: BedrockApi;
  seeImage(image: string): Promise<ImageSight>;
}

/** Looks at what mappings need of Bedrock and of Fly's images, with what whoever runs doctor may see; the deployment itself need not. */
export async function lookAtProviders(stage: Stage, mappings: Mappings, eyes: ProviderEyes): Promise<Check[]> {
  const onBedrock = mappings.filter(({ provider }) => provider === 'bedrock');
  const onFly = mappings.filter(hasMachines);
  return [...(await ofBedrock(stage, onBedrock, eyes)), ...(await ofFly(stage, onFly, eyes))];
}

async function ofBedrock(stage: Stage, mappings: Mappings, { bedrock }: ProviderEyes): Promise<Check[]> {
  if (stage.bedrock === undefined) {
    const reason = `The file of stage ${stage.name} has no "bedrock": roles that are made elsewhere are not looked at.`;
    return mappings.map(({ name }) => notTried('bedrock_unseen', reason, name));
  }
  const plan = planOf(stage);
  if ('checks' in plan) return plan.checks;
  const { modelRegion: region, roles, account } = plan;
  const ofMappings = mappings.flatMap((one) => bedrockMappingChecks(one, { stage: stage.name, region, roles }));
  if (account !== stage.account) {
    const reason = `Bedrock is called in account ${account}: signed in there, \`npm run bedrock -- check ${stage.name}\` looks at its models.`;
    return [...ofMappings, notTried('bedrock_unseen', reason)];
  }
  return [...ofMappings, ...bedrockChecks(await lookAtModels(bedrock, stage.name, plan))];
}

/** What is missing in the stage's file is a failure like others. */
function planOf(stage: Stage): ReturnType<typeof bedrockPlan> | { checks: Check[] } {
  try {
    return bedrockPlan(stage);
  } catch (error) {
    if (!(error instanceof UnusableSettings)) throw error;
    const remedy = 'docs/providers.md#amazon-bedrock says what stands in "bedrock" of the stage.';
    return { checks: [failed('bedrock_unusable', { evidence: error.message, remedy })] };
  }
}

async function ofFly(stage: Stage, mappings: Mappings, { seeImage }: ProviderEyes): Promise<Check[]> {
  const { fly } = deploymentSettings(stage.values);
  if (fly === undefined) return [];
  const allowed = {
    defaultImage: fly.image,
    allowedImages: fly.allowedImages.split(/,\s*/).filter((one) => one !== ''),
  };
  const checks: Check[] = [];
  for (const mapping of mappings) {
    const image = imageOf(mapping, allowed);
    checks.push(...machineImageChecks(mapping, allowed, image === undefined ? undefined : await seeImage(image)));
  }
  return checks;
}
