import { BedrockAccess } from './access-settings.ts';
import type { BedrockPlan } from './bedrock-plan.ts';
import { bedrockPlan } from './bedrock-plan.ts';

const MODEL = 'us.anthropic.claude-sonnet-4-6';
/** No AWS account has this number. */
const PLACE = { account: '000000000000', region: 'us-east-1' };

/** Who may call Bedrock on the laptop: the seeded repository by its number, and whatever tests add, by their owner. */
export function bedrockOfLaptop(values: Parameters<typeof bedrockPlan>[0]['values']): BedrockPlan {
  const bedrock = BedrockAccess.parse({
    actor: 'ai-implement[bot]',
    roles: {
      infrastructure: { repository: { name: 'acme/infrastructure', id: 1_000_003 }, models: [MODEL] },
      acme: { owner: { name: 'acme' }, models: [MODEL] },
    },
    profiles: {
      [MODEL]: ['us-east-1', 'us-east-2', 'us-west-2'].map(
        (region) => `arn:aws:bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6`,
      ),
    },
  });
  const stage = { name: 'laptop', stackName: 'AiImplement', parameterPath: '/ai-implement', overrides: [] };
  return bedrockPlan({ ...stage, ...PLACE, values, bedrock });
}
