/** Where the system's inference profiles lead to, by the beginning of their ids: a cut of what AWS lists. */
const DESTINATIONS: Readonly<Record<string, readonly string[]>> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
};

/** A profile as `GetInferenceProfile` tells it; undefined where the region has none of this id. */
export function inferenceProfile(id: string, { region, account }: { region: string; account: string }) {
  const [, area = '', model = ''] = /^(us|eu|global)\.(.+)$/.exec(id) ?? [];
  const regions = area === 'global' ? [region, ''] : (DESTINATIONS[area] ?? []);
  if (!regions.includes(region)) return undefined;
  return {
    inferenceProfileId: id,
    inferenceProfileArn: `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`,
    inferenceProfileName: id,
    models: regions.map((one) => ({ modelArn: `arn:aws:bedrock:${one}::foundation-model/${model}` })),
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  };
}
